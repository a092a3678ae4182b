/**
 * Mounts that show a folder's owners as other ids (mount_setattr(2), MOUNT_ATTR_IDMAP). mount(8)
 * can do it from util-linux 2.39 on, which Debian 12 does not have; perl-base, which every Debian
 * has, reaches the system calls.
 */
import { systemCalls } from '../system-calls.ts';
import type { VerbContext } from '../verb.ts';
import { RANGE_SIZE } from './ranges.ts';

/**
 * Carries out steps in order, all in one process; a constant, what differs comes as arguments.
 * Whatever it mounted is unmounted again when a step fails. Exit status 3: this kernel or
 * filesystem cannot map.
 *
 * open_tree 428, move_mount 429, mount_setattr 442 are the same on all architectures. Flags from
 * include/uapi/linux: OPEN_TREE_CLONE 1, OPEN_TREE_CLOEXEC 0x80000, AT_SYMLINK_NOFOLLOW 0x100,
 * AT_EMPTY_PATH 0x1000, AT_RECURSIVE 0x8000, MOVE_MOUNT_F_EMPTY_PATH 4, CLONE_NEWUSER 0x10000000,
 * MNT_DETACH 2, UMOUNT_NOFOLLOW 8, MS_RDONLY 1.
 */
const SCRIPT = `use strict;
my ($unshare, $mount, $umount) = map { $_ + 0 } splice(@ARGV, 0, 3);
my ($empty, $overlay, $users, @mounted) = ('', 'overlay', undef);
sub fail { my ($status, $what) = @_; while (defined(my $path = pop @mounted)) { syscall($umount, $path, 2 | 8) }
  print STDERR "$what\\n"; exit $status }
sub call { my ($status, $what, $number, @rest) = @_; my $result = syscall($number, @rest);
  fail($status, "$what: $!") if $result < 0; return $result }
while (defined(my $step = shift @ARGV)) {
  if ($step eq 'ids') {
    my ($uids, $gids) = splice(@ARGV, 0, 2);
    pipe(my $told, my $tell) && pipe(my $wait, my $go) or fail(1, "pipe: $!");
    my $pid = fork() // fail(1, "fork: $!");
    if (!$pid) { close $told; close $go; my $flags = 0x10000000;
      syswrite($tell, syscall($unshare, $flags) < 0 ? "$!" : 'ready'); sysread($wait, my $end, 1); exit 0 }
    close $tell; close $wait;
    sysread($told, my $answer, 200);
    my $why = $answer eq 'ready' ? '' : $answer;
    for (['uid_map', $uids], ['gid_map', $gids]) { next if $why; my $map;
      open($map, '>', "/proc/$pid/$_->[0]") && defined syswrite($map, "$_->[1]\\n") or $why = "$_->[0]: $!" }
    $why ||= "$!" unless open($users, '<', "/proc/$pid/ns/user");
    close $go; waitpid($pid, 0);
    fail(3, "user namespace: $why") if $why;
  } elsif ($step eq 'bind' or $step eq 'try') {
    my ($from, $deep, $flags, $link) = splice(@ARGV, 0, 4); $deep = $deep ? 0x8000 : 0; $link = $link ? 0 : 0x100;
    my $tree = call(3, $from, 428, -100, $from, 1 | 0x80000 | $link | $deep);
    my $attributes = pack('Q4', 0x100000 | $flags, 0, 0, fileno($users));
    call(3, $from, 442, $tree, $empty, 0x1000 | $deep, $attributes, length($attributes));
    if ($step eq 'bind') { my $to = shift @ARGV; call(1, $to, 429, $tree, $empty, -100, $to, 4); push @mounted, $to }
  } elsif ($step eq 'overlay') {
    my ($folder, $options, $flags, $to) = splice(@ARGV, 0, 4); $flags += 0;
    chdir $folder or fail(1, "$folder: $!");
    call(1, "$to: overlay", $mount, $overlay, $to, $overlay, $flags, $options); push @mounted, $to
  } elsif ($step eq 'unmount') {
    my $path = shift @ARGV; call(1, $path, $umount, $path, 2 | 8); @mounted = grep { $_ ne $path } @mounted
  } else { fail(1, "no such step: $step") }
}
`;

/**
 * Ids as the mount's namespace has them, one range a line: first id on the disk, first id shown,
 * count (user_namespaces(7)).
 */
export type IdMap = string;

/** The map that shows what has the ids of the range on the disk as a container's own. */
export const shownAs = (onDisk: number, base: number): IdMap => `${onDisk} ${base} ${RANGE_SIZE}`;

/** MOUNT_ATTR_NOSUID and MOUNT_ATTR_NODEV. */
const NOSUID_NODEV = 2 | 4;

export type MountStep =
	/** What the steps after this one map to. */
	| { do: 'ids'; uids: IdMap; gids: IdMap }
	/** Sees whether a folder can be mapped; nothing is mounted. */
	| { do: 'try'; from: string }
	/**
	 * Mounts `from` at `to`. `layer`: for the kernel's overlay; else nosuid and nodev, of a `tree`
	 * also what is mounted below. `opened`: as `folder`, and `from` is a descriptor's link in
	 * `/proc`, which leads to what was opened whatever has its name now.
	 */
	| { do: 'bind'; from: string; to: string; kind: 'layer' | 'folder' | 'tree' | 'opened' }
	/**
	 * Mounts an overlay, read-only where it is not said otherwise. Relative paths in its options
	 * start at `folder`.
	 */
	| { do: 'overlay'; folder: string; options: string; writable?: boolean; to: string }
	/** Takes one of this run's mounts away again. An overlay keeps its layers. */
	| { do: 'unmount'; path: string };

/**
 * Whether the steps were carried out; `reason` where this kernel or a filesystem cannot map ids,
 * and nothing is mounted.
 */
export type MapOutcome = { mapped: true } | { mapped: false; reason: string };

/**
 * Carries out steps in one process.
 * @throws BoxError `host-command-failed` when a step fails for another reason; nothing stays
 *   mounted then either
 */
export async function mountMapped(
	steps: readonly MountStep[],
	context: Pick<VerbContext, 'spawn' | 'signal'>
): Promise<MapOutcome> {
	const calls = systemCalls();
	if (!calls) return { mapped: false, reason: `It is not known how to map ids on ${process.arch}.` };
	const { exitCode, stderr } = await context.spawn('perl', ['-', ...calls.map(String), ...steps.flatMap(argsOf)], {
		input: SCRIPT,
		allow: [CANNOT_MAP],
		signal: context.signal
	});
	return exitCode === 0 ? { mapped: true } : { mapped: false, reason: stderr.trim() || 'no reason given' };
}

/** Exit status of the script. */
const CANNOT_MAP = 3;

/** include/uapi/linux/mount.h */
const MS_RDONLY = '1';

function argsOf(step: MountStep): string[] {
	switch (step.do) {
		case 'ids':
			return ['ids', step.uids, step.gids];
		case 'try':
			return ['try', step.from, '0', '0', '0'];
		case 'bind':
			return [
				...['bind', step.from, step.kind === 'tree' ? '1' : '0'],
				...[step.kind === 'layer' ? '0' : String(NOSUID_NODEV), step.kind === 'opened' ? '1' : '0', step.to]
			];
		case 'overlay':
			return ['overlay', step.folder, step.options, step.writable ? '0' : MS_RDONLY, step.to];
		case 'unmount':
			return ['unmount', step.path];
	}
}
