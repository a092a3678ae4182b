/** Parts of the script of `files-script.ts` that write and unpack archives. */
import { BAD_ARCHIVE, FOLDER_IN_THE_WAY, NOT_PLAIN, OTHER_IN_THE_WAY, UNKNOWN_ENTRY } from './files-numbers.ts';

/** Maximum length of a name, and of a record of names, in an archive; bytes. */
const MOST_WORDS = 1_048_576;

/** Writes GNU tar (tar(5)), whose long names and numbers cover everything on a disk. */
export const WRITE_ARCHIVE = `sub octal { my ($value, $width) = @_; $value = 0 if $value < 0;
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
my %linked;
sub archive_file { my ($name, $as) = @_;
  my @stat = lstat $name or return;
  my @facts = @stat[2, 4, 5, 7, 9];
  if (-l _) { my $target = readlink($name) // return; $facts[3] = 0; say_all(header('2', $as, $target, @facts)) }
  elsif (-f _) {
    sysopen(my $file, $name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY) or return;
    -f $file or return;
    @stat = stat _;
    my ($size, $same) = ($stat[7], "$stat[0] $stat[1]");
    # A hard link to a file that is already in the archive.
    if ($stat[3] > 1 && defined $linked{$same}) { $facts[3] = 0; say_all(header('1', $as, $linked{$same}, @facts)); return }
    $linked{$same} = $as if $stat[3] > 1 && keys %linked < 100000;
    $facts[3] = $size;
    say_all(header('0', $as, '', @facts));
    # A file that has become shorter is padded, because its size was sent before.
    for (my $left = copy_out($file, $size); $left > 0; $left -= $piece) { say_all("\\0" x ($left < $piece ? $left : $piece)) }
    say_all(padding($size));
  } }
sub step_into { my ($name) = @_;
  my $handle;
  return sysopen($handle, $name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW) && chdir $handle }

# Names in the archive begin with $as, which ends with a slash for a folder.
sub archive { my ($path, $as) = @_;
  my ($above, $top) = $path eq '/' ? ('/', '.') : split_path($path);
  chdir $above or fail();
  lstat $top or fail();
  if (!-d _) {
    $as =~ s{/$}{};
    -l _ || -f _ or fail(${NOT_PLAIN});
    archive_file($top, $as);
    say_all("\\0" x 1024);
    return;
  }
  my @open = ([$top, $as]);
  my @waiting;
  step_into($top) or fail();
  while (@open) {
    my $at = $open[-1][1];
    if (@waiting < @open) {
      my @stat = lstat '.';
      say_all(header('5', $at, '', @stat[2, 4, 5], 0, $stat[9])) if @stat && $at ne '';
      my @folders;
      if (opendir(my $handle, '.')) {
        names($handle, sub { my ($name) = @_;
          return 1 if $name eq $uploads;
          if (lstat($name) && -d _) { push @folders, $name } else { archive_file($name, "$at$name") }
          return 1 });
      }
      push @waiting, \\@folders;
    }
    if (defined(my $next = pop @{$waiting[-1]})) {
      push @open, [$next, "$at$next/"] if length($at) < 65536 && step_into($next);
    } else { pop @waiting; pop @open; chdir '..' or fail() if @open }
  }
  say_all("\\0" x 1024) }`;

/**
 * Unpacks the formats ustar, GNU tar and pax (tar(5), pax(1)). Names cannot leave the folder.
 * Anything but files, folders and links is refused. AT_FDCWD -100, AT_SYMLINK_NOFOLLOW 0x100.
 */
export const READ_ARCHIVE = `my $held = '';
sub take { my ($want) = @_;
  while (length $held < $want) {
    my $got = sysread(STDIN, $held, $piece, length $held);
    fail() unless defined $got;
    last if $got == 0;
  }
  return substr($held, 0, $want, '') }
sub number { my ($field) = @_;
  if (ord($field) & 0x80) { my $sum = ord($field) & 0x7f; $sum = $sum * 256 + ord for split(//, substr($field, 1)); return $sum }
  return $field =~ /^[ \\0]*([0-7]+)/ ? oct($1) : 0 }
sub parts { my ($name) = @_;
  my @parts = grep { $_ ne '' && $_ ne '.' } split(m{/}, $name);
  fail(${BAD_ARCHIVE}) if $name =~ /\\0/ || grep { $_ eq '..' || length > 255 } @parts;
  return @parts }
sub pax { my ($text, $into) = @_;
  while ($text ne '') {
    my ($long) = $text =~ /^(\\d{1,7}) / or fail(${BAD_ARCHIVE});
    $long > 4 && $long <= length $text && substr($text, 0, $long, '') =~ /^\\d+ ([^=]+)=(.*)\\n\\z/s or fail(${BAD_ARCHIVE});
    $into->{$1} = $2;
  } }
sub give { my ($what, $uid, $gid) = @_; syscall($fchownat, -100, $what, $uid, $gid, 0x100) == 0 or fail() }

# Unpacks one entry of an archive below the target folder.
sub put { my ($path, $type, $to, $link, $size, $mode, $mtime, $uid, $gid, $strict) = @_;
  my $folder = $type eq '5';
  if (lstat $to) {
    my $is = -d _;
    if ($strict && ($is xor $folder)) { say_all("$to\\0"); fail($is ? ${FOLDER_IN_THE_WAY} : ${OTHER_IN_THE_WAY}) }
    if ($is && !$folder) { remove(($path eq '/' ? '' : $path) . "/$to"); chdir $path or fail() }
    elsif (!$is) { unlink $to or fail() }
  }
  if ($folder) { mkdir $to, 0700 or $!{EEXIST} or fail(); give($to, $uid, $gid) }
  elsif ($type eq '1') { link(join('/', parts($link)), $to) or fail() }
  elsif ($type eq '2') { symlink($link, $to) or fail(); give($to, $uid, $gid) }
  else {
    sysopen(my $file, $to, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0600) or fail();
    for (my $left = $size; $left > 0;) {
      my $bytes = take($left < $piece ? $left : $piece);
      length $bytes or fail(${BAD_ARCHIVE});
      write_all($file, $bytes); $left -= length $bytes;
    }
    chown($uid, $gid, $file) == 1 && chmod($mode, $file) == 1 && utime($mtime, $mtime, $file) == 1 or fail();
  } }

sub extract { my ($path, $strict, $owner) = @_;
  stat $path or fail();
  -d _ or fail(20);
  chdir $path or fail();
  my (%next, @folders);
  while (length(my $head = take(512)) == 512) {
    last if $head !~ /[^\\0]/;
    my ($name, $mode, $uid, $gid, $size, $mtime, $sum, $type, $link, $magic, $prefix) =
      unpack('Z100 a8 a8 a8 a12 a12 a8 a1 Z100 a8 x80 Z155', $head);
    substr($head, 148, 8) = ' ' x 8;
    number($sum) == unpack('%32C*', $head) or fail(${BAD_ARCHIVE});
    $size = $next{size} // number($size);
    $size =~ /^\\d{1,16}$/ or fail(${BAD_ARCHIVE});
    if ($type =~ /[LKxg]/) {
      $size <= ${MOST_WORDS} or fail(${BAD_ARCHIVE});
      my $text = take($size);
      length $text == $size && length take(-$size % 512) == -$size % 512 or fail(${BAD_ARCHIVE});
      if ($type eq 'x') { pax($text, \\%next) }
      elsif ($type ne 'g') { $next{$type eq 'L' ? 'path' : 'linkpath'} = $text =~ s/\\0.*//sr }
      next;
    }
    $name = "$prefix/$name" if $magic eq "ustar\\x0000" && $prefix ne '';
    $name = $next{path} // $name;
    $type = '0' if $type eq "\\0" || $type eq '7';
    $type = '5' if $type eq '0' && $name =~ m{/$};
    fail(${UNKNOWN_ENTRY}) if $type !~ /[0125]/ || grep { /^GNU\\.sparse/ } keys %next;
    ($uid, $gid) = map { $_ > 65535 ? 0 : $_ } ($next{uid} // number($uid), $next{gid} // number($gid));
    ($uid, $gid) = split(/:/, $owner) if $owner ne '';
    my @parts = parts($name);
    if (@parts) {
      my $to = join('/', @parts);
      for my $deep (0 .. $#parts - 1) { my $above = join('/', @parts[0 .. $deep]); mkdir $above, 0755 or $!{EEXIST} or fail() }
      my $when = $next{mtime} // number($mtime);
      my @facts = ((number($mode) & 07777), ($when =~ /^(\\d+)/ ? $1 : 0) + 0, $uid + 0, $gid + 0);
      put($path, $type, $to, $next{linkpath} // $link, $size, @facts, $strict);
      push @folders, [$to, @facts] if $type eq '5';
    } elsif ($type ne '5') { fail(${BAD_ARCHIVE}) }
    if ($type eq '0') { take(-$size % 512) }
    %next = ();
  }
  # Creating entries in the folders has changed their times.
  for (reverse @folders) { my ($to, $mode, $mtime) = @$_; next if -l $to; chmod($mode, $to); utime($mtime, $mtime, $to) }
  1 while length take($piece) }`;
