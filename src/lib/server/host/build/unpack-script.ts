/**
 * Sets up the sandbox of the archive unpacker: a constant Perl script (perl-base is in every
 * Debian) that gets everything variable as arguments.
 */
import { SANDBOX_SUBS } from '../sandbox-script.ts';

/** System calls whose numbers are its first arguments. */
export const UNPACK_CALLS = [
	...(['unshare', 'setgroups', 'setgid', 'setuid', 'prctl', 'prlimit64'] as const),
	...(['mount', 'umount2', 'pivot_root'] as const)
];

/** Path at which the unpacker sees the folder to fill; nothing else is writable. */
export const TREE_INSIDE = '/tree';

/** Exit status when the sandbox could not be set up; its output says why. */
export const NOT_MADE = 125;
/** Exit status when the unpacker exceeded its processor time. */
export const SPENT = 124;

/**
 * Capabilities of the unpacker, valid only for ids of its range (capabilities(7)): CHOWN,
 * DAC_OVERRIDE, FOWNER, FSETID for the files it writes; KILL, SETGID, SETUID for programs it runs.
 */
const KEPT = [0, 1, 3, 4, 5, 6, 7];

/**
 * Joins cgroups that limit the unpacker as a whole. Builds a root in memory with the host's
 * programs (read-only), node and the folder to fill. Drops the host's ids, network and processes.
 * Becomes node with the unpacker. Everything ends with it, and it ends with its parent.
 *
 * Arguments: the calls; first id of the range, folder to fill, node, text of the unpacker, seconds
 * of processor time, bytes of data, number of groups, number of archives; files of the groups; the
 * archives; flags of node. The archives stay open: the program gets their descriptor numbers, and
 * has no path to them.
 *
 * Limits of a process are never raised, because that needs a capability that some hosts do not
 * grant (CAP_SYS_RESOURCE). The limit of the user's processes is not set, because pups may share
 * the id. RLIMIT_CPU 0, DATA 2, CORE 4, NOFILE 7, MSGQUEUE 12. Only the hard limit ends the init
 * process of a PID namespace.
 *
 * The outer process stays root on the host. It writes the id map, waits, and reads nothing from the
 * inner one but two bytes.
 *
 * The root is mounted at /sys: nothing that it shows is below that path, as data may be below /mnt.
 *
 * Flags: CLONE_NEWNS 0x20000, NEWUTS 0x4000000, NEWIPC 0x8000000, NEWUSER 0x10000000, NEWPID
 * 0x20000000, NEWNET 0x40000000; MS_RDONLY 1, NOSUID 2, NODEV 4, NOEXEC 8, REMOUNT 0x20, BIND
 * 0x1000, REC 0x4000, PRIVATE 0x40000; PR_SET_PDEATHSIG 1.
 */
export const UNPACK_SCRIPT = `use strict;
my (${UNPACK_CALLS.map((name) => '$' + name).join(', ')}) = map { $_ + 0 } splice(@ARGV, 0, ${UNPACK_CALLS.length});
my ($base, $folder, $node, $program, $seconds, $data, $groups, $count, @flags) = @ARGV;
my @groups = splice(@flags, 0, $groups);
my @paths = splice(@flags, 0, $count);
my ($none, $top, $here, $memory) = ('none', '/', '.', 'tmpfs');
my $new = '/sys';
sub lost { my ($what) = @_; print STDERR "$what: $!\\n"; exit ${NOT_MADE} }
${SANDBOX_SUBS}
sub limit { my ($which, $most) = @_;
  my ($was, $none) = (pack('Q2', 0, 0), 0);
  syscall($prlimit64, 0, $which, $none, $was) == 0 or lost("limit $which");
  my (undef, $hard) = unpack('Q2', $was);
  my $now = pack('Q2', ($most < $hard ? $most : $hard) x 2);
  syscall($prlimit64, 0, $which, $now, $none) == 0 or lost("limit $which") }
for my $group (@groups) { my $file; open($file, '>', $group) && syswrite($file, '0') && close $file or lost('a group of its own') }
syscall($prctl, 1, 9, 0, 0, 0);
pipe(my $asked, my $ask) && pipe(my $answered, my $answer) or lost('pipe');
syscall($unshare, 0x20000000) == 0 or lost('processes of its own');
my $inside = fork() // lost('fork');
if ($inside) {
  close $_ for $ask, $answered;
  $SIG{PIPE} = 'IGNORE';
  open(STDIN, '<', '/dev/null');
  if (sysread($asked, my $mapped, 1)) {
    for my $map ("/proc/$inside/uid_map", "/proc/$inside/gid_map") {
      my $file;
      open($file, '>', $map) && syswrite($file, "0 $base 65536\\n") && close $file or lost('ids');
    }
    syswrite($answer, 'm');
    syswrite($answer, 'g') if sysread($asked, my $ready, 1);
  }
  waitpid($inside, 0);
  my (undef, undef, $user, $system) = times;
  exit ${SPENT} if ($? & 127) == 9 && $user + $system > $seconds - 1;
  end_with($?);
}
close $_ for $asked, $answer;
my @archives;
for my $path (@paths) { local $^F = 100_000; open(my $file, '<', $path) or lost('archive'); push @archives, $file }
my $text = do { local $/; open(my $file, '<', $program) or lost($program); <$file> };
# When memory is short, the kernel kills this process first and the agent late.
if (open(my $file, '>', '/proc/self/oom_score_adj')) { syswrite($file, '500') }
syscall($unshare, 0x4c020000) == 0 or lost('mounts and network of its own');
syscall($mount, $none, $top, $none, 0x44000, 0) == 0 or lost('mounts');
my $size = 'mode=755,size=8m';
attach($memory, $memory, $new, 2 | 4, $size);
mkdir "$new/$_" or lost($_) for qw(etc dev run tree);
show_programs();
if (defined(my $system = readlink '/run/current-system')) { symlink($system, "$new/run/current-system") }
show_file('/dev/null', "$new/dev/null", 0);
show_file($node, "$new/node", 1 | 2 | 4);
note("$new/unpack.mjs", $text);
show($folder, "$new${TREE_INSIDE}", 2 | 4 | 8);
syscall($mount, $none, $new, $none, 0x1027, 0) == 0 or lost('read-only');
enter_root();
syscall($unshare, 0x10000000) == 0 or lost('a user namespace');
syswrite($ask, 'u') && sysread($answered, my $mapped, 1) or exit ${NOT_MADE};
syscall($setgroups, 0, 0) == 0 && syscall($setgid, 0) == 0 && syscall($setuid, 0) == 0 or lost('ids');
keep_capabilities(${KEPT.join(', ')});
# The change of ids cleared the parent-death signal. The parent may have ended meanwhile.
syscall($prctl, 1, 9, 0, 0, 0);
syswrite($ask, 'r') && sysread($answered, my $go, 1) or exit ${NOT_MADE};
limit(0, $seconds); limit(2, $data); limit(4, 0); limit(7, 128 + $count); limit(12, 0);
umask 0022;
exec { '/node' } 'node', @flags, '/unpack.mjs', map { fileno $_ } @archives or lost('node');
`;
