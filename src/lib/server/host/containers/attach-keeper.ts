/**
 * Perl script between a process and its readers. The agent starts it in the process's bundle; it
 * outlives agent and dogeboxd. It is needed because conmon's own socket is SOCK_SEQPACKET, which
 * node cannot open. Also, conmon waits for a slow reader, and closes the process's input when a
 * writer disconnects.
 *
 * conmon sends packets of `2` (output) or `3` (error) and bytes, and takes raw input. A shutdown
 * for writing ends the input (conmon, src/conn_sock.c). Lines `1 ROWS COLS` in its fifo `ctl` set
 * the size of the terminal: conmon writes them to its fifo `winsz`, and sets what it reads there
 * (src/ctrl.c). It does one thing after the other, so input that arrives while both are empty is
 * read after the size was set.
 *
 * Frames at the keeper's socket are `kind (1 byte), length (4 bytes, big-endian), bytes`: `w` read
 * from now on, `i` input, `e` end of input, `r` columns and rows. The keeper answers `w` with `h`,
 * then sends `1` output and `2` error, and `z` when the process has ended. Frames behind `r` are
 * processed once the terminal has that size, and the connection is not closed before that. Other
 * clients are not held up. A client with a megabyte of unread output blocks the process, as with
 * dockerd. A client that has read nothing for ten seconds is disconnected. After ten seconds a
 * size that was not set is no longer waited for.
 */
export const ATTACH_KEEPER = String.raw`use strict;
use Fcntl;
my ($path, $hold, $terminal, $wait) = @ARGV;
my ($most, $patience, $lonely) = (1048576, 10, 5);
$| = 1;
$SIG{PIPE} = 'IGNORE';
umask 0117;
sub fail { print STDOUT $_[0]; exit 1 }
sub nonblock { fcntl($_, F_SETFL, fcntl($_, F_GETFL, 0) | O_NONBLOCK) for @_ }
my ($monitor, $listen);
socket($monitor, 1, 5, 0) or fail("socket: $!");
# The monitor is just starting, or has ended: then the process that started this one kills it.
for (my $tries = 0; !connect($monitor, pack('S a108', 1, 'attach')); $tries++) { $tries < $wait or fail("its monitor: $!"); select(undef, undef, undef, 0.001) }
unlink $path;
socket($listen, 1, 1, 0) && bind($listen, pack('S a108', 1, $path)) && listen($listen, 64) or fail("$path: $!");
my $own = (stat($path))[1];
nonblock($monitor, $listen);
syswrite(STDOUT, "ready\n");
open($_->[0], $_->[1], '/dev/null') for [*STDIN, '<'], [*STDOUT, '>'], [*STDERR, '>'];
my ($queue, $ended, $shut, $over, $since, %clients) = ('', 0, 0, 0, time);

# A later run of the process may have bound its own socket at this path.
sub close_door { return unless $listen; close $listen; undef $listen; unlink $path if ((stat($path))[1] // 0) == $own }
sub fifo { sysopen(my $fifo, $_[0], O_WRONLY | O_NONBLOCK) or return; return $fifo }
# FIONREAD. A fifo that cannot be looked at is no reason to wait.
sub is_empty { my ($fifo) = @_; my $bytes = pack('i', 0); return !$fifo || !defined ioctl($fifo, 0x541B, $bytes) || unpack('i', $bytes) == 0 }
my ($ctl, $winsz, $sizing);
sub resize { my ($cols, $rows) = @_;
  $ctl //= fifo('ctl'); $winsz //= fifo('winsz');
  $sizing = time if $ctl && syswrite($ctl, "1 $rows $cols\n") }
sub give { my ($client, $kind, $bytes) = @_;
  $client->{moved} = time unless length $client->{out};
  $client->{out} .= pack('a N', $kind, length $bytes) . $bytes }
sub serve { my ($client) = @_;
  $client->{blocked} = 0;
  while (1) {
    return $client->{blocked} = 1 if $sizing && $client->{sizes};
    $client->{sizes} = 0;
    last if length $client->{in} < 5;
    my ($kind, $length) = unpack('a N', $client->{in});
    return 0 if $length > 65536;
    last if length $client->{in} < 5 + $length;
    return $client->{blocked} = 1 if $kind eq 'i' && length $queue > 262144;
    my $body = substr($client->{in}, 5, $length);
    substr($client->{in}, 0, 5 + $length, '');
    if ($kind eq 'w') { $client->{looks} = 1; give($client, 'h', '') }
    elsif ($kind eq 'i') { $queue .= $body unless $ended }
    elsif ($kind eq 'e') { if ($terminal) { $queue .= "\x04" } else { $ended = 1 } }
    elsif ($kind eq 'r') { if ($length == 4 && $terminal) { resize(unpack('n2', $body)); $client->{sizes} = 1 } }
    else { return 0 }
  }
  return 1 }

while (1) {
  my @looking = grep { $_->{looks} } values %clients;
  $since = time if @looking;
  if ($over) {
    # The last frame goes behind all that is queued, also in the socket.
    for (@looking) { give($_, 'z', '') unless $_->{last}++ }
    last if !grep { length $_->{out} } @looking;
  }
  # Select does not see clients that wait for a size, so it must not block once the size is set.
  my $sized = $sizing && ($over || (is_empty($ctl) && is_empty($winsz)) || time - $sizing > $patience);
  undef $sizing if $sized;
  last if !$hold && !%clients && time - $since > $lonely;
  my $full = grep { length $_->{out} > $most } @looking;
  my ($read, $write) = ('', '');
  vec($read, fileno $listen, 1) = 1 if $listen;
  vec($read, fileno $monitor, 1) = 1 unless $over || $full;
  vec($write, fileno $monitor, 1) = 1 if !$over && length $queue;
  for (values %clients) {
    vec($read, fileno $_->{socket}, 1) = 1 if !$_->{gone} && length $_->{in} < 131072;
    vec($write, fileno $_->{socket}, 1) = 1 if length $_->{out};
  }
  select($read, $write, undef, $sized ? 0 : $sizing ? 0.001 : $hold && !$full && !$over ? 30 : 1) >= 0 or next;
  if (!$over && vec($read, fileno $monitor, 1)) {
    my $got = recv($monitor, my $packet, 65536, 0);
    if (defined $got && length $packet) {
      my $kind = ord $packet;
      if ($kind == 2 || $kind == 3) { give($_, $kind == 2 ? '1' : '2', substr($packet, 1)) for @looking }
    }
    elsif (defined $got || !($!{EAGAIN} || $!{EINTR})) { $over = 1; close_door() }
  }
  if (!$over && length $queue && vec($write, fileno $monitor, 1)) {
    # conmon reads at most 8192 bytes of a packet.
    my $sent = send($monitor, substr($queue, 0, 8192), 0);
    if (defined $sent) { substr($queue, 0, $sent, '') }
    elsif (!$!{EAGAIN}) { ($queue, $ended, $shut) = ('', 1, 1) }
  }
  if ($ended && !$shut && !length $queue) { $shut = 1; shutdown($monitor, 1) }
  if ($listen && vec($read, fileno $listen, 1) && keys %clients < 256 && accept(my $socket, $listen)) {
    nonblock($socket);
    $clients{$socket} = { socket => $socket, in => '', out => '', moved => time };
  }
  for my $key (keys %clients) {
    my $client = $clients{$key};
    if (length $client->{out} && vec($write, fileno $client->{socket}, 1)) {
      my $wrote = syswrite($client->{socket}, $client->{out}, 262144);
      if (defined $wrote) { substr($client->{out}, 0, $wrote, ''); $client->{moved} = time }
      elsif (!$!{EAGAIN}) { delete $clients{$key}; next }
    }
    if (length $client->{out} && time - $client->{moved} > $patience) {
      # A frame may be sent in part, so no further frame can follow it.
      delete $clients{$key}; next;
    }
    my $got = vec($read, fileno $client->{socket}, 1) ? sysread($client->{socket}, $client->{in}, 65536, length $client->{in}) : -1;
    $client->{gone} = 1 if defined $got ? $got == 0 : !$!{EAGAIN};
    delete $clients{$key} if !serve($client) || ($client->{gone} && !$client->{blocked});
  }
}
close_door();
`;
