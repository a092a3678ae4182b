/**
 * Prepares the idle process of a sandbox, in perl, as a task of the fork server. Its only argument
 * is the first id of the sandbox's range.
 *
 * The task changes to that id, creates the namespaces, reports `ready` and waits until the host
 * agent has written the id maps, which only the host may do. It exits when the agent exits before
 * that. It then sets sysctls of its network and user namespaces; where the kernel or a read-only
 * /proc/sys refuses one, the default stays. At last it drops its identity, every capability and the
 * right to gain new ones. 65534 is “nobody” inside the mapped range: no service runs as that user
 * as root of the user namespace, and no file belongs to it.
 *
 * Services run without capabilities, yet may bind every port and send pings. Nobody can create user
 * namespaces inside. Limits of inotify hold also where the host's owner raised the host's limits
 * (user_namespaces(7), fs.inotify in proc(5)).
 *
 * CAP_SYS_ADMIN 21; CLONE_NEWUSER, NEWNET, NEWIPC 0x58000000; PR_SET_KEEPCAPS 8, PR_CAPBSET_DROP
 * 24, PR_SET_NO_NEW_PRIVS 38; version 3 of capset(2).
 */
export const SANDBOX_TASK = String.raw`
sub task_sandbox {
  my $words = $_[-1];
  my $base = shift(@$words) + 0;
  alone();
  my $must = sub { my ($what, $number, @rest) = @_; syscall($number, @rest) == 0 or die "$what: $!\n" };
  my $able = sub { my ($which) = @_;
    my ($head, $sets) = (pack('L l', 0x20080522, 0), pack('L6', $which, $which, 0, 0, 0, 0));
    $must->('capset', $capset, $head, $sets) };
  my $become = sub { my ($id) = @_;
    $must->('setgroups', $setgroups, 0, 0);
    $must->('setresgid', $setresgid, $id, $id, $id);
    $must->('setresuid', $setresuid, $id, $id, $id) };
  $must->('prctl', $prctl, 8, 1, 0, 0, 0);
  $become->($base);
  $able->(1 << 21);
  $must->('unshare', $unshare, 0x58000000);
  syswrite(STDOUT, "ready\n");
  sysread(STDIN, my $go, 3) or exit 1;
  for (['net/ipv4/ip_unprivileged_port_start', '0'], ['net/ipv4/ping_group_range', '0 65535'], ['user/max_inotify_instances', '128'],
    ['user/max_inotify_watches', '65536'], ['user/max_user_namespaces', '0']) {
    open(my $file, '>', "/proc/sys/$_->[0]") or next; syswrite($file, "$_->[1]\n") }
  for (my $one = 0; syscall($prctl, 24, $one, 0, 0, 0) == 0; $one++) {}
  $become->(65534);
  $able->(0);
  $must->('prctl', $prctl, 38, 1, 0, 0, 0);
}
`;
