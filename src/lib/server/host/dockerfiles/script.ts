/**
 * Sets up the sandbox of a build: a constant Perl script (perl-base is in every Debian). It never
 * contains input of a client; everything variable is passed as arguments.
 */
import { SANDBOX_SUBS } from '../sandbox-script.ts';

/** System calls whose numbers are its first arguments. */
export const BUILD_CALLS = [
	...(['unshare', 'setns', 'setgroups', 'setgid', 'setuid', 'prctl'] as const),
	...(['mount', 'umount2', 'pivot_root'] as const)
];

/** Working folder inside the sandbox; everything else there is read-only or in memory. */
export const WORK_INSIDE = '/work';

/**
 * Capabilities of a build, valid only for its own ids and network, by their numbers
 * (capabilities(7)): CHOWN, DAC_OVERRIDE, FOWNER, FSETID, KILL, SETGID, SETUID, SETPCAP,
 * NET_BIND_SERVICE, SYS_CHROOT, SYS_ADMIN, SETFCAP. buildah drops the last but one, and SYS_CHROOT,
 * for what a Dockerfile runs.
 */
const KEPT = [0, 1, 3, 4, 5, 6, 7, 8, 10, 18, 21, 31];

/**
 * Builds a root in memory with the host's programs, read-only, and the folder of the build. Enters
 * the user and network namespace of the sandbox. Drops what it does not need, and becomes the
 * program. Everything it starts ends with it (its own PID namespace).
 *
 * Arguments: the calls; process of the sandbox, first id of its range, folder of the build, and the
 * program with its arguments. Files of `/etc` come in the environment: `FILES`, pairs of name and
 * text, in hexadecimal. It starts when a byte arrives at descriptor 3.
 *
 * The root is mounted at /sys: nothing that it shows is below that path, as data may be below /mnt.
 *
 * Flags: CLONE_NEWNS 0x20000, NEWUTS 0x4000000, NEWIPC 0x8000000, NEWUSER 0x10000000, NEWPID
 * 0x20000000, NEWNET 0x40000000; MS_RDONLY 1, NOSUID 2, NODEV 4, NOEXEC 8, REMOUNT 0x20, BIND
 * 0x1000, REC 0x4000, PRIVATE 0x40000; PR_SET_PDEATHSIG 1.
 */
export const BUILD_SCRIPT = `use strict;
my (${BUILD_CALLS.map((name) => '$' + name).join(', ')}) = map { $_ + 0 } splice(@ARGV, 0, ${BUILD_CALLS.length});
my ($pause, $base, $folder, @program) = @ARGV;
my %files = map { pack('H*', $_) } split(/,/, $ENV{FILES}, -1);
my ($none, $top, $here, $memory, $proc) = ('none', '/', '.', 'tmpfs', 'proc');
my $new = '/sys';
sub lost { my ($what) = @_; print STDERR "The place of the build cannot be made: $what: $!\\n"; exit 125 }
${SANDBOX_SUBS}
sysread(my $ready = do { open(my $from, '<&=', 3) or lost('3'); $from }, my $go, 1) == 1 or exit 125;
close $ready;
syscall($prctl, 1, 9, 0, 0, 0);
open(my $users, '<', "/proc/$pause/ns/user") && open(my $net, '<', "/proc/$pause/ns/net") or lost('namespaces');
syscall($unshare, 0x20020000) == 0 or lost('unshare');
my $inside = fork() // lost('fork');
if ($inside) {
  open(STDIN, '<', '/dev/null');
  end_as($inside);
}
syscall($prctl, 1, 9, 0, 0, 0);
syscall($mount, $none, $top, $none, 0x44000, 0) == 0 or lost('mounts');
my $size = 'mode=755,size=64m';
attach($memory, $memory, $new, 2 | 4, $size);
mkdir "$new/$_" or lost($_) for qw(etc var run root work);
for my $own ("$new/tmp", "$new/var/tmp") { mkdir $own; chmod 01777, $own }
show_programs('/etc/ssl/certs');
my $small = 'mode=755,size=64k';
attach($memory, $memory, "$new/dev", 2 | 8, $small);
attach($memory, $memory, "$new/sys", 2 | 8, $small);
show_file("/dev/$_", "$new/dev/$_", 0) for qw(null zero full random urandom tty);
symlink("/proc/self/fd$_->[1]", "$new/dev/$_->[0]") for ['fd', ''], ['stdin', '/0'], ['stdout', '/1'], ['stderr', '/2'];
my $shared = 'mode=1777,size=64m';
attach($memory, $memory, "$new/dev/shm", 2 | 4 | 8, $shared);
attach($proc, $proc, "$new/proc", 2 | 4 | 8);
show($folder, "$new/work", 2 | 4);
for my $name (keys %files) {
  my $way = $new; for (split(/\\//, $name)) { mkdir $way; $way .= "/$_" }
  note($way, $files{$name});
}
chown($base, $base, map { "$new/$_" } qw(run root tmp var/tmp)) or lost('owners');
enter_root();
syscall($setns, fileno($net), 0x40000000) == 0 && syscall($setns, fileno($users), 0x10000000) == 0 or lost('setns');
close $users; close $net;
syscall($setgroups, 0, 0) == 0 && syscall($setgid, 0) == 0 && syscall($setuid, 0) == 0 or lost('ids');
syscall($unshare, 0xc020000) == 0 or lost('unshare inside');
keep_capabilities(${KEPT.join(', ')});
syscall($prctl, 1, 9, 0, 0, 0);
umask 0022;
chdir '${WORK_INSIDE}' or lost('${WORK_INSIDE}');
mkdir $_ for qw(context tmp);
delete $ENV{FILES};
exec { $program[0] } @program or lost($program[0]);
`;
