/** What the fork server does in a fork, before a program or instead of one. */
import { CONNECT_TASK } from './connect-task.ts';
import { JOIN_TASK } from './join-task.ts';
import { SANDBOX_TASK } from './sandbox-task.ts';
import { MOUNTS_TASK } from './mounts-task.ts';

/**
 * Each gets the program's own streams, and a list of its arguments. A program follows those that
 * come to their end.
 *
 * - `opened`: others than root may open its standard streams by name (`/dev/stdout`): pipes are for
 *   those whom their mode lets, in one direction.
 * - `netns`: enters the network namespace of a process (in front of the program's words: its id,
 *   and when it began, so that no later one is meant), never the host's, and takes IPv6 away there:
 *   `all` reaches the links that are there, `default` those to come. A kernel without it has
 *   neither, and a read-only /proc/sys leaves them. CLONE_NEWNET 0x40000000.
 * - `netns6`: enters one likewise, and has IPv6 on at eth0 and the loopback: without an address
 *   that a link makes for itself (`addr_gen_mode` 1), and without believing in routers. Packets are
 *   of the usual size: none of those that bridges pass on is told of a smaller one.
 * - `chosen`: enters one likewise, and has it ask for its neighbors by its own address alone.
 * - `private`: takes the mount away at which crun refuses a hybrid cgroup layout, in a mount
 *   namespace of its own. CLONE_NEWNS 0x20000; MS_REC and MS_PRIVATE 0x44000.
 */
export const TASKS = `${String.raw`
sub task_opened { my ($in, $out, $err) = @_; chmod(0644, $in); chmod(0622, $out, $err) }
sub netns_of { my ($pid, $begun) = @_;
  my $fail = sub { die "network of process $pid: $_[0]\n" };
  my $is = sub { join(' ', (stat $_[0])[0, 1]) };
  open(my $namespace, '<', "/proc/$pid/ns/net") && open(my $stat, '<', "/proc/$pid/stat") or $fail->($!);
  sysread($stat, my $line, 4096);
  (split(/ /, $line =~ s/.*\)//sr))[20] == $begun or $fail->('that one has ended');
  $is->($namespace) ne $is->('/proc/self/ns/net') or $fail->("it is the host's");
  return $namespace }
sub enter_netns {
  my ($pid, $begun) = splice(@{$_[0]}, 0, 2);
  my $namespace = netns_of($pid, $begun);
  syscall($setns, fileno $namespace, 0x40000000) == 0 or die "network of process $pid: $!\n";
}
sub set_ipv6 { open(my $file, '>', "/proc/sys/net/ipv6/conf/$_[0]") or return; syswrite($file, "$_[1]\n") }
sub without_ipv6 { set_ipv6("$_/disable_ipv6", 1) for qw(default all) }
sub task_netns { enter_netns($_[-1]); without_ipv6() }
sub task_netns6 {
  enter_netns($_[-1]);
  set_ipv6('eth0/addr_gen_mode', 1);
  set_ipv6("eth0/$_", 0) for qw(accept_ra accept_redirects disable_ipv6);
  set_ipv6('eth0/mtu', 1500);
  set_ipv6('lo/disable_ipv6', 0);
}
sub task_chosen {
  enter_netns($_[-1]);
  open(my $file, '>', '/proc/sys/net/ipv4/conf/eth0/arp_announce') or return;
  syswrite($file, "2\n");
}
sub task_private {
  my ($none, $root, $unified) = ('none', '/', '/sys/fs/cgroup/unified');
  syscall($unshare, 0x20000) == 0 or die "unshare: $!\n";
  syscall($mount, $none, $root, 0, 0x44000, 0) == 0 or die "mount: $!\n";
  syscall($umount2, $unified, 0);
}
sub task_opened_private { &task_opened; task_private() }
`}${CONNECT_TASK}${MOUNTS_TASK}${SANDBOX_TASK}${JOIN_TASK}`;
