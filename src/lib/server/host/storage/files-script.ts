/**
 * Works in a pup's storage, or in the root of a box, for its owner: a constant Perl script
 * (perl-base is in every Debian). It starts as root in that folder. Before it reads anything there,
 * it becomes root of the files' id range, in its own user namespace, with the folder as its root.
 * So links cannot lead out of the folder, even if a pup or a box changes them meanwhile. It has no
 * more rights than they have, and what it writes counts against their limit.
 *
 * For the root of a box it enters its own mount namespace, mounts the box's volumes there, and
 * makes that root the only other mount (pivot_root(2)).
 *
 * Names are bytes. The request comes in the environment, hexadecimal; data come on standard input
 * and go to standard output.
 */

import { READ_ARCHIVE, WRITE_ARCHIVE } from './archive-script.ts';
import { CHANGES_SCRIPT } from './changes-script.ts';
import { FAILED, NOT_PLAIN, OTHER_OFFSET, TOO_MUCH, UPLOADS } from './files-numbers.ts';

/**
 * System calls whose numbers differ between architectures: unshare, setgroups, setgid, setuid,
 * prctl, fsync, renameat2, mount, umount2, pivot_root, fchownat, sync_file_range.
 */
export const FILE_CALLS: Partial<Record<string, readonly number[]>> = {
	x64: [272, 116, 106, 105, 157, 74, 316, 165, 166, 155, 260, 277],
	arm64: [97, 159, 144, 146, 167, 82, 276, 40, 39, 41, 54, 84],
	riscv64: [97, 159, 144, 146, 167, 82, 276, 40, 39, 41, 54, 84]
};

/**
 * Bytes of an upload after which writeback is started while more data arrive, so that fsync(2) has
 * little left to wait for at the end.
 */
const HANDED_ON = 8 * 1024 * 1024;

/** Days after which an abandoned upload is removed. */
const UPLOAD_DAYS = 1;

/**
 * `enter` sets up the confinement. Arguments: the calls, first id of the range, the folder; for a
 * box then source, target and `1` for read-only of each of its volumes. Flags: CLONE_NEWUSER
 * 0x10000000, CLONE_NEWNS 0x20000, PR_SET_PDEATHSIG 1, AT_FDCWD -100, RENAME_NOREPLACE 1, MS_REC
 * 0x4000, MS_PRIVATE 0x40000, MNT_DETACH 2, SYNC_FILE_RANGE_WRITE 2; of the new mounts as in
 * `mapped-mounts.ts`, and MOUNT_ATTR_NOSUID and NODEV 6, RDONLY 1, MOVE_MOUNT_T_SYMLINKS 0x10.
 *
 * Output records end with NUL, which no name can contain.
 */
export const FILES_SCRIPT = `use strict;
use Errno;
use Fcntl qw(:DEFAULT :flock);
my ($unshare, $setgroups, $setgid, $setuid, $prctl, $fsync, $renameat2, $mount, $umount, $pivot, $fchownat, $sync_range) =
  map { $_ + 0 } splice(@ARGV, 0, 12);
my ($base, $way, $folder, @volumes) = @ARGV;
my $boxed = $way eq 'box';
my ($empty, $none, $here, $top) = ('', 'none', '.', '/');
my ($op, @given) = map { pack('H*', $_) } split(/,/, $ENV{REQUEST}, -1);
my ($uploads, $piece) = ('${UPLOADS}', 262144);
binmode(STDIN); binmode(STDOUT);
sub fail { my ($why) = @_; $why = $! + 0 unless defined $why; print STDERR "$why\\n"; exit ${FAILED} }
sub lost { my ($what) = @_; print STDERR "$what: $!\\n"; exit 1 }
sub say_all { my ($text) = @_; my $at = 0;
  while ($at < length $text) { my $wrote = syswrite(STDOUT, $text, length($text) - $at, $at); exit 1 unless defined $wrote; $at += $wrote } }

sub enter_box {
  syscall($unshare, 0x20000) == 0 && syscall($mount, $none, $top, $none, 0x44000, 0) == 0 or lost('mount namespace');
  my @trees;
  while (my ($source, $target, $readonly) = splice(@volumes, 0, 3)) {
    my $tree = syscall(428, -100, $source, 0x88001);
    my $attributes = pack('Q4', 6 | $readonly, 0, 0, 0);
    $tree >= 0 && syscall(442, $tree, $empty, 0x9000, $attributes, length $attributes) == 0 or lost($source);
    push @trees, [$tree, $target];
  }
  chdir $folder or lost($folder);
  syscall($pivot, $here, $here) == 0 && syscall($umount, $here, 2) == 0 && chdir '/' or lost('pivot_root');
  for (@trees) { my ($tree, $target) = @$_; syscall(429, $tree, $empty, -100, $target, 0x14) == 0 or lost("mounting $target") }
}

sub enter {
  $boxed or chdir $folder or fail();
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
  enter_box() if $boxed;
  syscall($unshare, 0x10000000) == 0 or fail();
  syswrite($go, 'g');
  sysread($told, my $mapped, 1) or fail(1);
  close $go; close $told; waitpid($mapper, 0);
  syscall($setgroups, 0, 0) == 0 && syscall($setgid, 0) == 0 && syscall($setuid, 0) == 0 or fail();
  syscall($prctl, 1, 9, 0, 0, 0);
  exit 1 if getppid() != $parent;
  chroot '.' or fail();
  chdir '/' or fail();
  umask($boxed ? 0022 : 0027);
}

sub names { my ($handle, $take) = @_;
  while (defined(my $name = readdir $handle)) { next if $name eq '.' or $name eq '..'; last unless $take->($name) } }
sub split_path { my ($path) = @_; return $path =~ m{^(.*)/([^/]+)$}s ? ($1 eq '' ? '/' : $1, $2) : fail(22) }
# A new entry gets the owner of the folder that contains it.
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
    return 1 if $name eq $uploads;
    return 0 if ++$seen > $most;
    push @names, $name if $name gt $after;
    $shrink->() if @names > 4 * $limit;
    return 1 });
  $shrink->();
  # Uses the opened folder: its name may now belong to something else.
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
  # The caller picks the range from these facts and sends it as a line.
  my $line = <STDIN> // exit 0;
  my ($start, $length) = $line =~ /^(\\d+) (\\d+)$/ or fail(22);
  sysseek($file, $start, 0) // fail();
  copy_out($file, $length) == 0 or fail(5) }

${WRITE_ARCHIVE}
sub remove { my ($path) = @_;
  my ($above, $top) = split_path($path);
  chdir $above or fail();
  unlink $top and return;
  my $why = $! + 0;
  lstat $top or fail();
  -d _ or fail($why);
  my @open = ($top);
  my $rounds = 0;
  $^T = time;
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
    # The pup may create folders as fast as they are removed.
    fail(39) if time - $^T > 100;
    if (defined $down) {
      if (step_into($down)) { push @open, $down }
      elsif (!$!{ENOENT} && !$!{ELOOP} && !$!{ENOTDIR}) { fail() }
      next;
    }
    my $empty = pop @open;
    chdir '..' or fail();
    next if rmdir $empty or $!{ENOENT};
    # The pup may keep writing: retries some times, then fails.
    fail() if !($!{ENOTEMPTY} || $!{EEXIST}) || ++$rounds > 100;
    push @open, $empty if step_into($empty);
  } }

sub uploads_in { my ($path) = @_;
  my ($above) = split_path($path);
  my ($root, $place) = ((stat '/')[0], (stat $above)[0] // 0);
  return $place == $root || $above eq '/' ? "/$uploads" : "$above/$uploads" }
sub uploads_folder { my ($in) = @_;
  if (!mkdir $in, 0700) { $!{EEXIST} or fail(); if (!(lstat $in && -d _)) { unlink $in or fail(); mkdir $in, 0700 or fail() } }
  sweep($in) }
sub sweep { my ($in) = @_;
  opendir(my $handle, $in) or return;
  names($handle, sub { my $file = "$in/$_[0]"; unlink $file if lstat $file && -M _ > ${UPLOAD_DAYS}; return 1 }) }
sub write_all { my ($file, $bytes) = @_;
  for (my $at = 0; $at < length $bytes;) { my $wrote = syswrite($file, $bytes, length($bytes) - $at, $at); fail() unless defined $wrote; $at += $wrote } }

sub upload { my ($key, $path, $size, $offset, $replace) = @_;
  my ($above) = split_path($path);
  -d $above or fail(-e _ ? 20 : 2);
  fail(17) if !$replace && lstat $path;
  my $in = uploads_in($path);
  uploads_folder($in);
  my $part = "$in/$key";
  sysopen(my $file, $part, O_RDWR | O_CREAT | O_NOFOLLOW | O_NONBLOCK, 0600) or fail();
  -f $file or fail(${NOT_PLAIN});
  flock($file, LOCK_EX | LOCK_NB) or fail();
  my $have = -s $file;
  if ($have != $offset) { say_all("$have 0\\0"); fail(${OTHER_OFFSET}) }
  sysseek($file, $have, 0);
  my $handed = $have;
  while (1) {
    my $got = sysread(STDIN, my $bytes, $piece);
    fail() unless defined $got;
    last if $got == 0;
    if ($have + $got > $size) { unlink $part; fail(${TOO_MUCH}) }
    write_all($file, $bytes);
    $have += $got;
    next if $have - $handed < ${HANDED_ON};
    syscall($sync_range, fileno $file, $handed, $have - $handed, 2);
    $handed = $have;
  }
  if ($have == $size) {
    own($file, $above);
    chmod($boxed ? 0644 : 0640, $file) == 1 or fail();
    syscall($fsync, fileno $file) == 0 or fail();
    place($part, $path, $replace);
    rmdir $in;
  }
  say_all("$have " . ($have == $size ? 1 : 0) . "\\0") }
sub uploaded { my ($key, $path) = @_;
  my @stat = lstat(uploads_in($path) . "/$key"); say_all((@stat && -f _ ? $stat[7] : 0) . " 0\\0") }
sub cancel { my ($key, $path) = @_; my $in = uploads_in($path); unlink "$in/$key"; rmdir $in }

# Resolves symbolic links from the root on, as far as the path exists; undef for a loop. The tree is
# not trusted: follows at most forty links, as the kernel does, and no path beyond PATH_MAX.
sub resolved { my ($path) = @_;
  my ($left, @at, @todo) = (40);
  @todo = split m{/}, $path;
  while (@todo) {
    my $part = shift @todo;
    next if $part eq '' or $part eq '.';
    if ($part eq '..') { pop @at; next }
    my $here = join('/', '', @at, $part);
    if (-l $here) {
      return undef if $left-- <= 0;
      my $to = readlink($here) // '';
      return undef if length($to) + length(join '/', @at, @todo) > 4096;
      @at = () if $to =~ m{^/};
      unshift @todo, split(m{/}, $to);
    } else { push @at, $part }
  }
  return join('/', '', @at) || '/' }
sub tell_of { my ($path, $follow) = @_;
  $path = resolved($path) // fail(40) if $follow;
  my @stat = lstat $path or fail();
  my $target = -l _ ? resolved($path) // '' : '';
  say_all("$stat[2] $stat[7] $stat[9] $stat[4] $stat[5]\\0$path\\0$target\\0") }

${READ_ARCHIVE}
${CHANGES_SCRIPT}
enter();
if ($op eq 'list') { list(@given) }
elsif ($op eq 'changes') { changes(@given) }
elsif ($op eq 'read') { read_file(@given) }
elsif ($op eq 'archive') { archive(@given) }
elsif ($op eq 'upload') { upload(@given) }
elsif ($op eq 'uploaded') { uploaded(@given) }
elsif ($op eq 'stat') { tell_of(@given) }
elsif ($op eq 'extract') { extract(@given) }
elsif ($op eq 'cancel') { cancel(@given) }
elsif ($op eq 'sweep') { sweep("/$uploads"); rmdir "/$uploads" }
elsif ($op eq 'folder') { mkdir $given[0], $boxed ? 0755 : 0750 or fail(); own($given[0], (split_path($given[0]))[0]) }
elsif ($op eq 'move') { place($given[0], $given[1], 0) }
elsif ($op eq 'remove') { remove(@given) }
else { fail(38) }
exit 0;
`;
