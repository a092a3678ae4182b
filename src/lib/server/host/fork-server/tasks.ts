/** What the fork server does in a fork, before a program or instead of one. */
import { SANDBOX_TASK } from './sandbox-task.ts';
import { MOUNTS_TASK } from './mounts-task.ts';

/**
 * Each gets the program's own streams, and a list of its arguments. A program follows those that
 * come to their end.
 *
 * - `opened`: others than root may open its standard streams by name (`/dev/stdout`): pipes are for
 *   those whom their mode lets, in one direction.
 * - `netns`: enters a network namespace (of a path in front of the program's words), and takes IPv6
 *   away there: `all` reaches the links that are there, `default` those to come. A kernel without
 *   it has neither, and a read-only /proc/sys leaves them. CLONE_NEWNET 0x40000000.
 * - `private`: takes the mount away at which crun refuses a hybrid cgroup layout, in a mount
 *   namespace of its own. CLONE_NEWNS 0x20000; MS_REC and MS_PRIVATE 0x44000.
 */
export const TASKS = `${String.raw`
sub task_opened { my ($in, $out, $err) = @_; chmod(0644, $in); chmod(0622, $out, $err) }
sub task_netns {
  my $words = $_[-1];
  my $path = shift @$words;
  open(my $namespace, '<', $path) or die "$path: $!\n";
  syscall($setns, fileno $namespace, 0x40000000) == 0 or die "$path: $!\n";
  for (qw(default all)) { open(my $file, '>', "/proc/sys/net/ipv6/conf/$_/disable_ipv6") or next; syswrite($file, "1\n") }
}
sub task_private {
  my ($none, $root, $unified) = ('none', '/', '/sys/fs/cgroup/unified');
  syscall($unshare, 0x20000) == 0 or die "unshare: $!\n";
  syscall($mount, $none, $root, 0, 0x44000, 0) == 0 or die "mount: $!\n";
  syscall($umount2, $unified, 0);
}
sub task_opened_private { &task_opened; task_private() }
`}${MOUNTS_TASK}${SANDBOX_TASK}`;
