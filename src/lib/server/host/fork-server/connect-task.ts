/**
 * Connects a network namespace, in perl, as a task of the fork server. It does what `nft` and `ip`
 * would do, but loads no programs. The rules of the link come first, then its end on the host,
 * which goes up once it is isolated from other ports, then its end inside. IPv6 is off there. That
 * end gets its one address and the loopback, then goes up and gets its routes: it sends ARP
 * requests for the gateway only. The task reports `done` when all is complete. It exits later,
 * because the kernel takes time to close a socket of nftables.
 *
 * Arguments: a process in the namespace and its start time (proc(5), starttime); a transaction of
 * nftables in hexadecimal digits (none when empty) and the number of its acknowledged message;
 * bridge, name, MAC, alias and MTU of the link; address, gateway, network of pups and its prefix
 * length, MTU of the routes that do not lead to pups. The task exits with {@link RULES_REFUSED} and
 * has changed nothing where the kernel refuses the transaction. The namespace is never the host's,
 * and never that of a process which got the same id later.
 *
 * The task `rules` does the first part alone: the transaction and its number.
 *
 * Messages of rtnetlink(7), each with its answer: RTM_NEWADDR 20, RTM_NEWLINK 16, RTM_SETLINK 19,
 * RTM_NEWROUTE 24, RTM_DELROUTE 25; NLM_F_REQUEST and NLM_F_ACK 5, NLM_F_CREATE and NLM_F_EXCL
 * 0x600; NLMSG_ERROR 2, also of success. AF_INET 2, AF_BRIDGE 7, AF_INET6 10, AF_NETLINK 16,
 * SOCK_DGRAM 2, SOCK_RAW 3; NETLINK_ROUTE 0, NETLINK_NETFILTER 12; SOL_SOCKET 1 with SO_RCVTIMEO 20
 * and SO_SNDBUFFORCE 32 (a message must be shorter than that buffer); SIOCGIFINDEX 0x8933; IFF_UP
 * 1. CLONE_NEWNET 0x40000000. ESRCH 3.
 *
 * IFLA_ADDRESS 1, IFNAME 3, MTU 4, MASTER 10, PROTINFO 12 (nested: 0x8000) with
 * IFLA_BRPORT_ISOLATED 33, LINKINFO 18 with IFLA_INFO_KIND 1 and DATA 2 (VETH_INFO_PEER 1), IFALIAS
 * 20, AF_SPEC 26 with IFLA_INET6_ADDR_GEN_MODE 8 (none: 1), NET_NS_FD 28. IFA_ADDRESS 1 and
 * IFA_LOCAL 2; RTA_DST 1, RTA_OIF 4, RTA_GATEWAY 5, RTA_METRICS 8 with RTAX_MTU 2. Of a route:
 * table 254 (main), protocol 3 (boot), scope 253 (link), 0 (universe) or 255 (any), type 1.
 */

/** Exit status when the kernel refuses a transaction of nftables. */
export const RULES_REFUSED = 200;

export const CONNECT_TASK = String.raw`
# Sends a request and reads one answer. Of several messages, the first answer carries the error.
# Others in the namespace may write to this socket too: only the kernel's port is 0.
sub ask_kernel { my ($what, $socket, $bytes, $number, $but) = @_;
  my ($answer, $from);
  defined send($socket, $bytes, 0) && defined($from = recv($socket, $answer, 65536, 0)) or die "$what: $!\n";
  unpack('x4 L', $from) == 0 or die "$what: no answer to it\n";
  my (undef, $kind, undef, $of, undef, $error) = unpack('L S S L L l', $answer);
  $kind == 2 or die "$what: no answer to it\n";
  return if $error && $error == -($but // 0);
  if ($error) { $! = -$error; die "$what: $!\n" }
  $of == $number or die "$what: no answer to it\n" }
sub write_rules { my ($rules, $last) = @_;
  my $filter;
  return $filter if $rules eq '';
  my $done = eval {
    socket($filter, 16, 3, 12) && setsockopt($filter, 1, 20, pack('q2', 20, 0)) or die "socket: $!\n";
    setsockopt($filter, 1, 32, pack('l', length $rules));
    ask_kernel('rules', $filter, pack('H*', $rules), $last);
    1 };
  if (!$done) { syswrite(STDERR, $@); exit ${RULES_REFUSED} }
  return $filter }
sub task_rules {
  others();
  my $filter = write_rules(@{$_[-1]});
  syswrite($telling, 'done');
  exit 0;
}
sub task_connect {
  my ($pid, $begun, $rules, $last, $bridge, $end, $mac, $alias, $large, @addresses) = @{$_[-1]};
  my ($length, $size) = splice(@addresses, 3);
  others();
  my ($own, $gateway, $pups) = map { pack('C4', split(/\./)) } @addresses;
  my $namespace = netns_of($pid, $begun);
  my $filter = write_rules($rules, $last);
  my ($inet, $routes, $number);
  my $begin = sub { socket($inet, 2, 2, 0) && socket($routes, 16, 3, 0) or die "socket: $!\n" };
  my $index = sub { my $ask = pack('a16 x24', $_[0]); ioctl($inet, 0x8933, $ask) or die "$_[0]: $!\n"; unpack('x16 l', $ask) };
  my $part = sub { my ($type, $body) = @_; pack('S S', 4 + length $body, $type) . $body . "\0" x (-length($body) % 4) };
  my $tell = sub { my ($what, $type, $flags, $body, $but) = @_;
    $number++;
    ask_kernel($what, $routes, pack('L S S L L', 16 + length $body, $type, 5 | $flags, $number, 0) . $body, $number, $but) };
  my $link = sub { my ($family, $link, $up, @parts) = @_; pack('C x S l L L', $family, 0, $link, $up, $up) . join('', @parts) };
  my $route = sub { my ($length, $protocol, $scope, $kind, @parts) = @_;
    pack('C8 L', 2, $length, 0, 0, 254, $protocol, $scope, $kind, 0) . join('', @parts) };

  $begin->();
  my $at = $index->($bridge);
  # Removes the route that an earlier version added for a link of its own.
  $tell->('its route', 25, 0, $route->(32, 0, 255, 0, $part->(1, $own), $part->(4, pack('L', $at))), 3);
  my $mtu = $part->(4, pack('L', $large));
  my $peer = $link->(0, 0, 0, $mtu, $part->(1, pack('H*', $mac =~ tr/://dr)), $part->(28, pack('L', fileno $namespace)), $part->(3, "eth0\0"));
  my $pair = $part->(1, 'veth') . $part->(2, $part->(1, $peer));
  $tell->("link $end", 16, 0x600, $link->(0, 0, 0, $mtu, $part->(3, "$end\0"), $part->(18, $pair)));
  my $host = $index->($end);
  # A kernel without IPv6 refuses this attribute.
  my $keyless = -e '/proc/net/if_inet6' ? $part->(26, $part->(10, $part->(8, "\1"))) : '';
  $tell->("link $end to $bridge", 16, 0, $link->(0, $host, 0, $keyless, $part->(20, $alias), $part->(10, pack('L', $at))));
  $tell->("link $end alone", 19, 0, $link->(7, $host, 0, $part->(0x8000 | 12, $part->(33, "\1"))));
  $tell->("link $end up", 16, 0, $link->(0, $host, 1));

  syscall($setns, fileno $namespace, 0x40000000) == 0 or die "network of process $pid: $!\n";
  without_ipv6();
  $begin->();
  my $inside = $index->('eth0');
  my $usual = $part->(8, $part->(2, pack('L', $size)));
  $tell->('address', 20, 0x600, pack('C4 L', 2, 32, 0, 0, $inside) . $part->(2, $own) . $part->(1, $own));
  $tell->('lo up', 16, 0, $link->(0, 1, 1));
  $tell->('eth0 up', 16, 0, $link->(0, $inside, 1));
  $tell->('route to the gateway', 24, 0x600, $route->(32, 3, 253, 1, $part->(1, $gateway), $part->(4, pack('L', $inside)), $usual));
  $tell->('route', 24, 0x600, $route->(0, 3, 0, 1, $part->(5, $gateway), $usual));
  $tell->('route to pups', 24, 0x600, $route->($length, 3, 0, 1, $part->(1, $pups), $part->(5, $gateway)));
  syswrite($telling, 'done');
  exit 0;
}
`;
