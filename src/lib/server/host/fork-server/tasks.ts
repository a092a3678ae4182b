/** Tasks: what a fork of the fork server does before it runs a program, or instead of that. */
import { CONNECT_TASK } from './connect-task.ts';
import { JOIN_TASK } from './join-task.ts';
import { SANDBOX_TASK } from './sandbox-task.ts';
import { MOUNTS_TASK } from './mounts-task.ts';

/**
 * Each task gets the program's streams and a list of arguments. A program runs after a task that
 * returns.
 *
 * - `opened`: lets users other than root open the standard streams by name (`/dev/stdout`). The
 *   mode of each pipe allows one direction.
 * - `netns`: enters the network namespace of a process, never the host's, and disables IPv6 there.
 *   The process id and its start time come before the program's arguments; the time excludes a
 *   later process with the same id. `all` is for existing links, `default` for later ones. Without
 *   IPv6 in the kernel both are missing; a read-only /proc/sys keeps them. CLONE_NEWNET 0x40000000.
 * - `netns6`: enters a namespace likewise and enables IPv6 on eth0 and the loopback, without
 *   link-local addresses (`addr_gen_mode` 1) or router advertisements. The MTU is the usual one:
 *   bridges do not announce a smaller one to senders.
 * - `chosen`: enters one likewise; its ARP requests then have its own address as their source.
 * - `private`: unmounts, in a new mount namespace, the path at which crun refuses a hybrid cgroup
 *   layout. CLONE_NEWNS 0x20000; MS_REC and MS_PRIVATE 0x44000.
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
