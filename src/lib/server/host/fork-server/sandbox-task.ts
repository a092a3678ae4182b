/**
 * What the idle process of a sandbox does before it idles, in perl, as a task of the fork server:
 * what differs is the first id of the range alone.
 *
 * It becomes that id, makes its namespaces, tells that they exist and waits until they are mapped
 * (only the host may do that; when the host agent ends before it did, this does too). It sets what
 * its network and its user namespace allow (a kernel or a read-only /proc/sys that does not take it
 * keeps its default), then gives up identity, every capability and the chance of new ones. 65534 is
 * “nobody” inside the mapped range: no service can be that user's namespace's root and no file
 * belongs to it.
 *
 * Services run without capabilities: they may use every port and send pings all the same. No user
 * namespace is made inside. What inotify takes is bounded also where the host's owner raised his
 * own limits (user_namespaces(7), fs.inotify in proc(5)).
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
