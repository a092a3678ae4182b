/**
 * What works in a pup's storage for its owner: a constant Perl script (perl-base is in every
 * Debian). It begins as root in the storage, and before it looks at anything there it becomes the
 * root of the range of ids that the files on the disk have, in a user namespace of its own, with
 * the storage as its root folder. So a link leads nowhere but within the storage, however the pup
 * changes it meanwhile; what it may do to files ends where the pup's own rights end; and what it
 * writes counts against the pup's limit.
 *
 * Names are bytes. The request comes by the environment, in hexadecimal; data come by standard
 * input and go by standard output.
 */

import { FAILED, NOT_PLAIN, OTHER_OFFSET, TOO_MUCH } from './files-numbers.ts';

/**
 * System calls whose numbers differ between architectures: unshare, setgroups, setgid, setuid,
 * prctl, fsync, renameat2.
 */
export const FILE_CALLS: Partial<Record<string, readonly number[]>> = {
	x64: [272, 116, 106, 105, 157, 74, 316],
	arm64: [97, 159, 144, 146, 167, 82, 276],
	riscv64: [97, 159, 144, 146, 167, 82, 276]
};

/** Where uploads wait until they are whole, right below the storage. It is never listed. */
export const UPLOADS = '.dogebox-uploads';

/** Days after which an upload that nobody goes on with is removed. */
const UPLOAD_DAYS = 1;

/**
 * `enter` makes the confinement. Flags: CLONE_NEWUSER 0x10000000, PR_SET_PDEATHSIG 1, AT_FDCWD
 * -100, RENAME_NOREPLACE 1.
 *
 * Records of output end with NUL, which no name can hold.
 */
export const FILES_SCRIPT = `use strict;
use Errno;
use Fcntl qw(:DEFAULT :flock);
my ($unshare, $setgroups, $setgid, $setuid, $prctl, $fsync, $renameat2) = map { $_ + 0 } splice(@ARGV, 0, 7);
my ($folder, $base) = @ARGV;
my ($op, @given) = map { pack('H*', $_) } split(/,/, $ENV{REQUEST}, -1);
my ($uploads, $piece) = ('${UPLOADS}', 262144);
binmode(STDIN); binmode(STDOUT);
sub fail { my ($why) = @_; $why = $! + 0 unless defined $why; print STDERR "$why\\n"; exit ${FAILED} }
sub say_all { my ($text) = @_; my $at = 0;
  while ($at < length $text) { my $wrote = syswrite(STDOUT, $text, length($text) - $at, $at); exit 1 unless defined $wrote; $at += $wrote } }

sub enter {
  chdir $folder or fail();
  pipe(my $wait, my $go) && pipe(my $told, my $tell) or fail();
  my ($worker, $parent) = ($$, getppid());
  my $mapper = fork() // fail();
  if (!$mapper) {
    close $go; close $told;
    sysread($wait, my $begun, 1) or exit 1;
    for my $file ('uid_map', 'gid_map') {
      my $map;
      open($map, '>', "/proc/$worker/$file") && defined syswrite($map, "0 $base 65536\\n") or exit 1;
    }
    syswrite($tell, 'k'); exit 0;
  }
  close $wait; close $tell;
  syscall($unshare, 0x10000000) == 0 or fail();
  syswrite($go, 'g');
  sysread($told, my $mapped, 1) or fail(1);
  close $go; close $told; waitpid($mapper, 0);
  syscall($setgroups, 0, 0) == 0 && syscall($setgid, 0) == 0 && syscall($setuid, 0) == 0 or fail();
  syscall($prctl, 1, 9, 0, 0, 0);
  exit 1 if getppid() != $parent;
  chroot '.' or fail();
  chdir '/' or fail();
  umask 0027;
}

sub names { my ($handle, $take) = @_;
  while (defined(my $name = readdir $handle)) { next if $name eq '.' or $name eq '..'; last unless $take->($name) } }
sub split_path { my ($path) = @_; return $path =~ m{^(.*)/([^/]+)$}s ? ($1 eq '' ? '/' : $1, $2) : fail(22) }
# What is made belongs to whom the folder belongs to in which it is made.
sub own { my ($what, $above) = @_; my @stat = stat $above or fail(); chown($stat[4], $stat[5], $what) == 1 or fail() }
sub open_plain { my ($path) = @_;
  sysopen(my $file, $path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY) or fail();
  -f $file or fail(${NOT_PLAIN});
  return $file }
sub place { my ($from, $to, $replace) = @_;
  if ($replace) { rename($from, $to) or fail() } else { syscall($renameat2, -100, $from, -100, $to, 1) == 0 or fail() } }

sub list { my ($path, $after, $limit, $most) = @_;
  opendir(my $handle, $path) or fail();
  my ($seen, $cut, @names) = (0, 0);
  my $shrink = sub { @names = sort @names; if (@names > $limit) { $#names = $limit - 1; $cut = 1 } };
  names($handle, sub { my ($name) = @_;
    return 1 if $name eq $uploads && $path eq '/';
    return 0 if ++$seen > $most;
    push @names, $name if $name gt $after;
    $shrink->() if @names > 4 * $limit;
    return 1 });
  $shrink->();
  # By the folder that was opened, whatever has its name now.
  chdir $handle or fail();
  say_all("$seen $cut\\0");
  my $out = '';
  for my $name (@names) {
    my @stat = lstat $name or next;
    my $kind = -l _ ? 'l' : -d _ ? 'd' : -f _ ? 'f' : 'o';
    my $target = $kind eq 'l' ? readlink($name) // '' : '';
    $out .= "$kind $stat[7] $stat[9]\\0$name\\0$target\\0";
    if (length $out > $piece) { say_all($out); $out = '' }
  }
  say_all($out) }

sub copy_out { my ($file, $left) = @_;
  while ($left > 0) {
    my $got = sysread($file, my $bytes, $left < $piece ? $left : $piece);
    fail() unless defined $got;
    return $left if $got == 0;
    say_all($bytes); $left -= $got;
  }
  return 0 }

sub read_file { my ($path) = @_;
  my $file = open_plain($path);
  my @stat = stat $file;
  say_all("$stat[1] $stat[7] $stat[9] $stat[10] " . time() . "\\0");
  # What of it is wanted depends on that, and comes as a line.
  my $line = <STDIN> // exit 0;
  my ($start, $length) = $line =~ /^(\\d+) (\\d+)$/ or fail(22);
  sysseek($file, $start, 0) // fail();
  copy_out($file, $length) == 0 or fail(5) }

sub octal { my ($value, $width) = @_; $value = 0 if $value < 0;
  return $value < 8 ** ($width - 1) ? sprintf('%0*o', $width - 1, $value) . "\\0" : "\\x80" . pack('Q>', $value) =~ s/^/"\\0" x ($width - 9)/er }
sub header { my ($type, $name, $link, @stat) = @_;
  my $out = '';
  for (['L', $name], ['K', $link]) {
    my ($long, $text) = @$_;
    next if length $text <= 100;
    $out .= header($long, '././@LongLink', '', 0, 0, 0, length($text) + 1, 0) . $text . "\\0" . padding(length($text) + 1);
  }
  my ($mode, $uid, $gid, $size, $changed) = @stat;
  my $head = pack('a100 a8 a8 a8 a12 a12 A8 a1 a100 a8 a32 a32 a8 a8 a155 x12', $name, octal($mode & 07777, 8), octal($uid, 8),
    octal($gid, 8), octal($size, 12), octal($changed, 12), '', $type, $link, "ustar  \\0", '', '', '', '', '');
  substr($head, 148, 8) = sprintf("%06o\\0 ", unpack('%32C*', $head));
  return $out . $head }
sub padding { my ($size) = @_; return "\\0" x (-$size % 512) }
sub archive_file { my ($name, $as) = @_;
  my @stat = lstat $name or return;
  my @facts = @stat[2, 4, 5, 7, 9];
  if (-l _) { my $target = readlink($name) // return; $facts[3] = 0; say_all(header('2', $as, $target, @facts)) }
  elsif (-f _) {
    sysopen(my $file, $name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY) or return;
    -f $file or return;
    my $size = (stat _)[7]; $facts[3] = $size;
    say_all(header('0', $as, '', @facts));
    # One that has become shorter is filled up: its size was told.
    for (my $left = copy_out($file, $size); $left > 0; $left -= $piece) { say_all("\\0" x ($left < $piece ? $left : $piece)) }
    say_all(padding($size));
  } }
sub step_into { my ($name) = @_;
  my $handle;
  return sysopen($handle, $name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW) && chdir $handle }

sub archive { my ($path) = @_;
  my ($above, $top) = $path eq '/' ? ('/', '.') : split_path($path);
  chdir $above or fail();
  my $as = $top eq '.' ? 'storage' : $top;
  my @open = ([$top, $as]);
  my @waiting;
  step_into($top) or fail();
  while (@open) {
    my $at = $open[-1][1];
    if (@waiting < @open) {
      my @stat = lstat '.';
      say_all(header('5', "$at/", '', @stat[2, 4, 5], 0, $stat[9])) if @stat;
      my @folders;
      if (opendir(my $handle, '.')) {
        names($handle, sub { my ($name) = @_;
          return 1 if $name eq $uploads && $at eq 'storage';
          if (lstat($name) && -d _) { push @folders, $name } else { archive_file($name, "$at/$name") }
          return 1 });
      }
      push @waiting, \\@folders;
    }
    if (defined(my $next = pop @{$waiting[-1]})) {
      push @open, [$next, "$at/$next"] if length($at) < 65536 && step_into($next);
    } else { pop @waiting; pop @open; chdir '..' or fail() if @open }
  }
  say_all("\\0" x 1024) }

sub remove { my ($path) = @_;
  my ($above, $top) = split_path($path);
  chdir $above or fail();
  unlink $top and return;
  my $why = $! + 0;
  lstat $top or fail();
  -d _ or fail($why);
  my @open = ($top);
  my $rounds = 0;
  step_into($top) or fail();
  while (@open) {
    my $down;
    opendir(my $handle, '.') or fail();
    names($handle, sub { my ($name) = @_;
      return 1 if rmdir $name or unlink $name or $!{ENOENT};
      my $why = $! + 0;
      lstat $name or return 1;
      -d _ or fail($why);
      $down = $name; return 0 });
    closedir $handle;
    # The pup may make folders as fast as they go.
    fail(39) if time - $^T > 100;
    if (defined $down) {
      if (step_into($down)) { push @open, $down }
      elsif (!$!{ENOENT} && !$!{ELOOP} && !$!{ENOTDIR}) { fail() }
      next;
    }
    my $empty = pop @open;
    chdir '..' or fail();
    next if rmdir $empty or $!{ENOENT};
    # The pup writes on: some tries, and then it is told.
    fail() if !($!{ENOTEMPTY} || $!{EEXIST}) || ++$rounds > 100;
    push @open, $empty if step_into($empty);
  } }

sub uploads_folder {
  if (!mkdir $uploads, 0700) { $!{EEXIST} or fail(); if (!(lstat $uploads && -d _)) { unlink $uploads or fail(); mkdir $uploads, 0700 or fail() } }
  sweep() }
sub sweep {
  opendir(my $handle, "/$uploads") or return;
  names($handle, sub { my $file = "/$uploads/$_[0]"; unlink $file if lstat $file && -M _ > ${UPLOAD_DAYS}; return 1 }) }

sub upload { my ($key, $path, $size, $offset, $replace) = @_;
  my ($above) = split_path($path);
  -d $above or fail(-e _ ? 20 : 2);
  fail(17) if !$replace && lstat $path;
  uploads_folder();
  my $part = "/$uploads/$key";
  sysopen(my $file, $part, O_RDWR | O_CREAT | O_NOFOLLOW | O_NONBLOCK, 0600) or fail();
  -f $file or fail(${NOT_PLAIN});
  flock($file, LOCK_EX | LOCK_NB) or fail();
  my $have = -s $file;
  if ($have != $offset) { say_all("$have 0\\0"); fail(${OTHER_OFFSET}) }
  sysseek($file, $have, 0);
  while (1) {
    my $got = sysread(STDIN, my $bytes, $piece);
    fail() unless defined $got;
    last if $got == 0;
    if ($have + $got > $size) { unlink $part; fail(${TOO_MUCH}) }
    for (my $at = 0; $at < $got;) { my $wrote = syswrite($file, $bytes, $got - $at, $at); fail() unless defined $wrote; $at += $wrote }
    $have += $got;
  }
  if ($have == $size) {
    own($file, $above);
    chmod(0640, $file) == 1 or fail();
    syscall($fsync, fileno $file) == 0 or fail();
    place($part, $path, $replace);
    rmdir "/$uploads";
  }
  say_all("$have " . ($have == $size ? 1 : 0) . "\\0") }
sub uploaded { my ($key) = @_; my @stat = lstat "/$uploads/$key"; say_all((@stat && -f _ ? $stat[7] : 0) . " 0\\0") }

enter();
if ($op eq 'list') { list(@given) }
elsif ($op eq 'read') { read_file(@given) }
elsif ($op eq 'archive') { archive(@given) }
elsif ($op eq 'upload') { upload(@given) }
elsif ($op eq 'uploaded') { uploaded(@given) }
elsif ($op eq 'cancel') { unlink "/$uploads/$given[0]"; rmdir "/$uploads" }
elsif ($op eq 'sweep') { sweep(); rmdir "/$uploads" }
elsif ($op eq 'folder') { mkdir $given[0], 0750 or fail(); own($given[0], (split_path($given[0]))[0]) }
elsif ($op eq 'move') { place($given[0], $given[1], 0) }
elsif ($op eq 'remove') { remove(@given) }
else { fail(38) }
exit 0;
`;
