/**
 * Connects a network namespace at its end of a link, in perl, as a task of the fork server; what
 * `ip` would do with a program that is loaded for it. It has IPv6 off, gets its one address and the
 * loopback, waits for the word that the host’s rules stand, and only then has its link up and its
 * ways out: the only neighbour that it ever asks for is the gateway. When whoever began it ends
 * before that, it does too.
 *
 * Words: path of the namespace, address, gateway, network of pups and its length in bits, size of
 * packets on the ways that do not lead to pups.
 *
 * Messages of rtnetlink(7), each with its answer: RTM_NEWADDR 20, RTM_NEWLINK 16, RTM_NEWROUTE 24;
 * NLM_F_REQUEST and NLM_F_ACK 5, NLM_F_CREATE and NLM_F_EXCL 0x600; NLMSG_ERROR 2, also of success.
 * AF_INET 2, AF_NETLINK 16, SOCK_DGRAM 2, SOCK_RAW 3; SIOCGIFINDEX 0x8933; IFF_UP 1. IFA_ADDRESS 1
 * and IFA_LOCAL 2; RTA_DST 1, RTA_OIF 4, RTA_GATEWAY 5,
 * RTA_METRICS 8 with RTAX_MTU 2. Of a route: table 254 (main), protocol 3
 * (boot), scope 253 (link) or 0 (universe), type 1 (unicast).
 */
export const CONNECT_TASK = String.raw`
sub task_connect {
  my ($words) = $_[-1];
  my (undef, @addresses) = @$words;
  my ($length, $size) = splice(@addresses, 3);
  alone();
  task_netns($words);
  my ($own, $gateway, $pups) = map { pack('C4', split(/\./)) } @addresses;
  socket(my $inet, 2, 2, 0) && socket(my $routes, 16, 3, 0) or die "socket: $!\n";
  my $ask = pack('a16 x24', 'eth0');
  ioctl($inet, 0x8933, $ask) or die "eth0: $!\n";
  my ($link, $number) = (unpack('x16 l', $ask), 0);
  my $part = sub { pack('S S a4', 8, @_) };
  my $usual = pack('S S S S L', 12, 8, 8, 2, $size);
  my $tell = sub { my ($what, $type, $flags, $body) = @_;
    $number++;
    defined send($routes, pack('L S S L L', 16 + length $body, $type, 5 | $flags, $number, 0) . $body, 0)
      && defined recv($routes, my $answer, 8192, 0) or die "$what: $!\n";
    my (undef, $kind, undef, $of, undef, $error) = unpack('L S S L L l', $answer);
    $kind == 2 && $of == $number or die "$what: no answer to it\n";
    if ($error) { $! = -$error; die "$what: $!\n" } };
  my $up = sub { $tell->("link $_[0] up", 16, 0, pack('C x S l L L', 0, 0, $_[0], 1, 1)) };
  my $route = sub { my ($what, $length, $scope, @parts) = @_;
    $tell->($what, 24, 0x600, pack('C8 L', 2, $length, 0, 0, 254, 3, $scope, 1, 0) . join('', @parts)) };
  $tell->('address', 20, 0x600, pack('C4 L', 2, 32, 0, 0, $link) . $part->(2, $own) . $part->(1, $own));
  $up->(1);
  sysread(STDIN, my $go, 3) or exit 1;
  $up->($link);
  $route->('route to the gateway', 32, 253, $part->(1, $gateway), $part->(4, pack('L', $link)), $usual);
  $route->('route', 0, 0, $part->(5, $gateway), $usual);
  $route->('route to pups', $length, 0, $part->(1, $pups), $part->(5, $gateway));
  exit 0;
}
`;
