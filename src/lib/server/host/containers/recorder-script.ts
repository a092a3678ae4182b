/**
 * Recorder of a command in a container: a constant Perl script (perl-base is in every Debian). The
 * agent starts it; it lives as long as the command, whatever happens to agent and dogeboxd. The
 * runtime starts the command detached, and this process becomes its parent (a subreaper, prctl(2)),
 * so it gets the exit status, as conmon does. conmon itself stores text line by line, each with a
 * time, and discards the whole log when it is full.
 *
 * It writes to its folder
 * - `out-N`: frames of output from byte N on, each `stream (1 byte), 3 of zero, length (4 bytes),
 *   milliseconds since the epoch (8 bytes), bytes`, numbers big-endian. The oldest files are
 *   removed; output is missing where the disk was full.
 * - `begun`: its own process id and start time, those of the command, milliseconds since the epoch
 * - `end`: exit status, reason, milliseconds since the epoch, bytes of output
 *
 * Frames at its socket are `kind (1 byte), length (4 bytes), bytes`: `i` input, `e` end of input,
 * `r` columns and rows, `s` signal, `k` kill.
 */
import { CHILD_ENDS, CHILD_ENDS_CALLS } from '../child-ends.ts';

/** System calls whose numbers the script gets as arguments. */
export const RECORDER_CALLS = ['prctl', 'recvmsg', 'clock_gettime', ...CHILD_ENDS_CALLS] as const;

/**
 * Flags: PR_SET_CHILD_SUBREAPER 36, MSG_CMSG_CLOEXEC 0x40000000, TIOCSWINSZ 0x5414, WNOHANG 1,
 * AF_UNIX and SOCK_STREAM 1, PF_EXITING 4.
 * @param before lines of Perl for the process that becomes the runtime
 */
export const recorderScript = (before: string): string => String.raw`use strict;
use Fcntl;
my (${RECORDER_CALLS.map((name) => '$' + name).join(', ')}) = map { $_ + 0 } splice(@ARGV, 0, ${RECORDER_CALLS.length});
${CHILD_ENDS}
my ($folder, $control, $keep, $timeout, $input, $cols, $rows, $main, $ticks, $console, $pidfile, $groups) = splice(@ARGV, 0, 12);
my @groups = split(/:/, $groups);
my $segment = int($keep / 4);
umask 0027;
sub now { my ($clock) = @_; my $time = "\0" x 16; syscall($clock_gettime, $clock, $time); my ($s, $ns) = unpack('q2', $time); return $s * 1000 + int($ns / 1e6) }
sub fail { print STDOUT "failed\n$_[0]"; exit 1 }
sub nonblock { fcntl($_, F_SETFL, fcntl($_, F_GETFL, 0) | O_NONBLOCK) for @_ }
sub write_whole { my ($name, $text) = @_;
  open(my $file, '>', "$folder/$name.new") or return; syswrite($file, $text); close $file; rename("$folder/$name.new", "$folder/$name") }
sub stat_of { my ($pid) = @_; open(my $file, '<', "/proc/$pid/stat") or return; my $text = <$file> // return; return split(/ /, substr($text, rindex($text, ')') + 2)) }
sub listen_at { my ($path, $mask) = @_;
  unlink $path; socket(my $socket, 1, 1, 0) or fail("socket: $!"); my $was = umask $mask;
  bind($socket, pack('S a108', 1, $path)) && listen($socket, 16) or fail("$path: $!"); umask $was; return $socket }

# Output. Positions count the command's own bytes, without frame headers.
my ($position, $total, $file, @kept) = (0, 0);
sub record { my ($stream, $bytes) = @_;
  my $frame = pack('C x3 N Q>', $stream, length $bytes, now(0)) . $bytes;
  if (!$file || $kept[-1][1] >= $segment) {
    undef $file;
    if (sysopen(my $next, "$folder/out-$position", O_WRONLY | O_CREAT | O_TRUNC, 0640)) { $file = $next; push @kept, [$position, 0] }
  }
  if ($file) {
    my $wrote = syswrite($file, $frame);
    # The disk is full: output that does not fit becomes a gap.
    if (($wrote // 0) != length $frame) { truncate($file, $kept[-1][1]); undef $file }
    else { $kept[-1][1] += $wrote; $total += $wrote }
  }
  $position += length $bytes;
  while (@kept > 1 && $total > $keep) { my $oldest = shift @kept; $total -= $oldest->[1]; unlink "$folder/out-$oldest->[0]" } }

# Cgroups: first prevents new processes, then kills all.
sub members {
  my @found;
  for my $group (@groups) { open(my $procs, '<', "$group/cgroup.procs") or next; push @found, grep { $_ > 0 } map { $_ + 0 } <$procs> }
  return @found }
sub put { my ($path, $value) = @_; -e $path or return; open(my $to, '>', $path) or return; syswrite($to, $value) }
my %status;
sub reap { while ((my $pid = waitpid(-1, 1)) > 0) { $status{$pid} = $? } }
sub kill_all {
  for (@groups) { put("$_/pids.max", 0); put("$_/cgroup.kill", 1) }
  for (my $until = now(1) + 5000; now(1) < $until;) {
    my @left = members() or return;
    kill 'KILL', @left; select(undef, undef, undef, 0.002); reap();
  } }

my $started = now(0);
my $reaped = child_ends() or fail("signalfd: $!");
$SIG{PIPE} = 'IGNORE';
syscall($prctl, 36, 1, 0, 0, 0) == 0 or fail("prctl: $!");
my $listen = listen_at($control, 0117);
my $tty = $cols ? listen_at($console, 0177) : undef;
pipe(my $in_read, my $in) && pipe(my $out, my $out_write) && pipe(my $err, my $err_write) or fail("pipe: $!");
chmod(0644, $in_read); chmod(0622, $out_write, $err_write);
my $runtime = fork() // fail("fork: $!");
if ($runtime == 0) {
  $SIG{PIPE} = 'DEFAULT';
  unblock_ends();
  open(STDIN, '<&', $in_read) && open(STDOUT, '>&', $out_write) && open(STDERR, '>&', $err_write) or exit 1;
  ${before}
  exec { $ARGV[0] } @ARGV or die "$ARGV[0]: $!\n";
}
close $_ for $in_read, $out_write, $err_write;
# With a terminal, the runtime's pipes carry only the runtime's own messages.
my %streams = $tty ? (3 => $out, 4 => $err) : (1 => $out, 2 => $err);
nonblock($listen, $in, $out, $err);
my ($begun, $program, $words, $queue, $ended, $asked, $deadline) = (0, undef, '', '', 0, '', undef);
if (!$input && !$tty) { close $in; undef $in }
my %clients;

sub begin {
  # The runtime has exited.
  if (open(my $pids, '<', $pidfile)) { $program = <$pids>; $program += 0 }
  if ($status{$runtime} != 0 || !$program) { drain(); kill_all(); tidy(); fail($words || "exit status " . ($status{$runtime} >> 8)) }
  my @own = stat_of($$);
  my @its = stat_of($program);
  write_whole('begun', "$$ $own[19] $program " . ($its[19] // 0) . " $started\n");
  $begun = 1;
  $deadline = now(1) + $timeout if $timeout;
  syswrite(STDOUT, "begun\n");
  open($_->[0], $_->[1], '/dev/null') for [*STDIN, '<'], [*STDOUT, '>'], [*STDERR, '>'];
}
sub tidy { rmdir $_ for @groups; unlink $control, $console }
sub take { my ($stream) = @_;
  my $got = sysread($streams{$stream}, my $bytes, 65536);
  if ($got) { $words .= substr($bytes, 0, 4000) if !$begun && length $words < 4000; record($stream, $bytes) if $stream < 3; return 1 }
  # EIO: the other end of the terminal is closed.
  delete $streams{$stream} if defined $got || !($!{EAGAIN} || $!{EINTR});
  return 0 }
sub drain { for my $stream (sort keys %streams) { for (my $n = 0; $n < 4096 && $streams{$stream} && take($stream); $n++) {} } }
sub resize { my ($c, $r) = @_; ioctl($streams{1}, 0x5414, pack('S4', $r, $c, 0, 0)) if $cols && $streams{1} }
sub take_terminal {
  accept(my $from, $tty) or return;
  my ($bytes, $space) = ('', '');
  vec($bytes, 4095, 8) = 0; vec($space, 63, 8) = 0;
  my $vector = pack('P Q', $bytes, 4096);
  my $message = pack('Q L x4 P Q P Q L x4', 0, 0, $vector, 1, $space, 64, 0);
  return if syscall($recvmsg, fileno $from, $message, 0x40000000) <= 0;
  my ($length, $level, $type, $fd) = unpack('Q l l l', $space);
  return if $length < 20 || $level != 1 || $type != 1;
  open(my $master, '+<&=', $fd) or return;
  close $tty; undef $tty; unlink $console;
  nonblock($master);
  $streams{1} = $master; close $in if $in; $in = $master;
  resize($cols, $rows);
}
sub serve { my ($client) = @_;
  $client->{blocked} = 0;
  while (length $client->{bytes} >= 5) {
    my ($kind, $length) = unpack('a N', $client->{bytes});
    return 0 if $length > 65536;
    last if length $client->{bytes} < 5 + $length;
    # A client that sends more input than the command reads waits; other clients do not.
    return $client->{blocked} = 1 if $kind eq 'i' && length $queue > 262144;
    my $body = substr($client->{bytes}, 5, $length);
    substr($client->{bytes}, 0, 5 + $length, '');
    if ($kind eq 'i') { $queue .= $body if $in && !$ended }
    elsif ($kind eq 'e') { if ($cols) { $queue .= "\x04" } else { $ended = 1 } }
    elsif ($kind eq 'r') { resize(unpack('n2', $body)) }
    elsif ($kind eq 's') { kill(unpack('C', $body), $program) if $program && !exists $status{$program} }
    elsif ($kind eq 'k') { $asked ||= 'closed'; kill_all() }
    else { return 0 }
  }
  return 1 }

while (!$program || !exists $status{$program}) {
  my ($read, $write) = ('', '');
  vec($read, fileno $_, 1) = 1 for $reaped, $listen, grep { defined } $tty, values %streams;
  for (values %clients) { vec($read, fileno $_->{socket}, 1) = 1 if !$_->{gone} && length $_->{bytes} < 131072 }
  vec($write, fileno $in, 1) = 1 if $in && length $queue;
  if ($in && $ended && !length $queue) { close $in; undef $in }
  my $wait = defined $deadline ? ($deadline - now(1)) / 1000 : 30;
  select($read, $write, undef, $wait < 0 ? 0 : $wait) >= 0 or next;
  if (defined $deadline && now(1) >= $deadline) { $asked ||= 'timeout'; undef $deadline; kill_all() }
  if (vec($read, fileno $reaped, 1)) { sysread($reaped, my $signs, 4096) }
  reap();
  if ($tty && vec($read, fileno $tty, 1)) { take_terminal() }
  begin() if !$begun && exists $status{$runtime};
  for (sort keys %streams) { take($_) if vec($read, fileno $streams{$_}, 1) }
  if ($in && length $queue && vec($write, fileno $in, 1)) {
    my $wrote = syswrite($in, $queue, 65536);
    if (defined $wrote) { substr($queue, 0, $wrote, '') }
    elsif (!$!{EAGAIN}) { $queue = ''; $ended = 1 }
  }
  if (vec($read, fileno $listen, 1) && keys %clients < 256 && accept(my $socket, $listen)) { nonblock($socket); $clients{$socket} = { socket => $socket, bytes => '' } }
  for my $key (keys %clients) {
    my $client = $clients{$key};
    my $got = vec($read, fileno $client->{socket}, 1) ? sysread($client->{socket}, $client->{bytes}, 65536, length $client->{bytes}) : -1;
    $client->{gone} = 1 if defined $got ? $got == 0 : !$!{EAGAIN};
    delete $clients{$key} if !serve($client) || ($client->{gone} && !$client->{blocked});
  }
}
begin() unless $begun;
my $code = $status{$program} & 127 ? 128 + ($status{$program} & 127) : $status{$program} >> 8;
my $reason = $asked || 'exited';
if ($code == 137 && !$asked) {
  # A stop kills all processes of a service, in any order.
  for (my $until = now(1) + 2000; now(1) < $until; select(undef, undef, undef, 0.01)) {
    my @its = stat_of($main);
    if (!-e $groups[0] || !@its || $its[19] != $ticks || $its[0] =~ /[ZX]/ || $its[6] & 4) { $reason = 'container-ended'; last }
  }
}
kill_all();
drain();
undef $file;
tidy();
write_whole('end', "$code $reason " . now(0) . " $position\n");
`;
