/**
 * Parts of Perl scripts that build the root of a sandbox (in memory, with the host's programs
 * read-only), enter it, drop privileges and become the sandboxed program. The including script sets
 * the numbers `$mount`, `$pivot_root`, `$umount2` and `$prctl`, `$none` (“none”), `$here` (“.”),
 * `$memory` (“tmpfs”) and `$new` (path of the root), and has `lost`, which reports and exits.
 *
 * Flags: MS_RDONLY 1, NOSUID 2, NODEV 4, NOEXEC 8, REMOUNT 0x20, BIND 0x1000, REC 0x4000;
 * MNT_DETACH 2; PR_CAPBSET_DROP 24, PR_SET_NO_NEW_PRIVS 38.
 */
export const SANDBOX_SUBS = `sub attach { my ($what, $type, $at, $flags, $options) = @_;
  mkdir $at; my $to = $at; syscall($mount, $what, $to, $type, $flags, $options // 0) == 0 or lost($at) }
sub show { my ($from, $at, $flags) = @_; my ($what, $to) = ($from, $at);
  syscall($mount, $what, $to, $none, 0x5000, 0) == 0 or lost($from);
  syscall($mount, $none, $to, $none, 0x1020 | $flags, 0) == 0 or lost("$from again") if $flags }
sub note { my ($at, $text) = @_; my $file; open($file, '>', $at) && print {$file} $text and close $file or lost($at) }
sub show_file { my ($from, $at, $flags) = @_; note($at, ''); show($from, $at, $flags) }
sub show_programs {
  mkdir "$new/usr" or lost('usr');
  for my $name (qw(bin sbin lib lib32 lib64)) {
    if (-d "/$name" && !-l "/$name") { mkdir "$new/$name"; show("/$name", "$new/$name", 1 | 2 | 4) }
    elsif (-e "/usr/$name") { symlink("usr/$name", "$new/$name") }
  }
  show('/usr', "$new/usr", 1 | 2 | 4) if -d '/usr';
  for my $at ('/nix/store', @_) {
    next unless -d $at; my $way = $new; for (split(/\\//, substr($at, 1))) { $way .= "/$_"; mkdir $way }
    show($at, "$new$at", 1 | 2 | 4);
  }
  show_file('/etc/ld.so.cache', "$new/etc/ld.so.cache", 1 | 2 | 4) if -e '/etc/ld.so.cache' }
sub enter_root {
  chdir $new or lost($new);
  syscall($pivot_root, $here, $here) == 0 && syscall($umount2, $here, 2) == 0 && chdir '/' or lost('pivot_root') }
sub keep_capabilities {
  my %kept = map { $_ => 1 } @_;
  for my $one (0 .. 63) { syscall($prctl, 24, $one, 0, 0, 0) unless $kept{$one} }
  syscall($prctl, 38, 1, 0, 0, 0) == 0 or lost('no_new_privs') }
sub end_with { my ($status) = @_; exit($status & 127 ? 128 + ($status & 127) : $status >> 8) }
sub end_as { my ($child) = @_; waitpid($child, 0); end_with($?) }`;
