/**
 * The small program that starts all others for one of our processes. A fork of a node process
 * blocks it for milliseconds; a fork of this one takes a fraction of one. Its forks also run tasks,
 * which would otherwise need programs of their own.
 *
 * Both directions carry frames `length (4 bytes, big-endian), items`, each item `length (4 bytes),
 * bytes`. Requests: `start ID MODE CWD STREAMS INPUT TASK COUNT ENVIRONMENT… ARGUMENTS…`, `kill ID
 * SIGNAL`, `taken ID`. Answers: `failed ID ERRNO`, `begun ID PID DESCRIPTORS…`, `ended ID STATUS`
 * with stdout, stderr and a flag for too much output. In MODE `run` the server reads the output to
 * its end. In `launch` the client opens the descriptors in /proc and sends `taken`. A task in MODE
 * `run` may write `done` to the pipe for errors: the server then reports success while the task
 * still closes files. STREAMS has a letter for each stream: the program reads `i` and writes `o`.
 * The server ends when its input ends.
 */
import { CHILD_ENDS, CHILD_ENDS_CALLS } from '../child-ends.ts';
import { TASKS } from './tasks.ts';

/** System calls whose numbers the script gets as arguments. */
export const CALLS = [
	...(['capset', 'dup3', 'mount', 'prctl', 'setgroups', 'setns', 'setresgid', 'setresuid', 'setsid'] as const),
	...(['memfd_create', 'umount2', 'unshare', 'clone', 'execve', 'exit_group', 'getcwd'] as const),
	...(['prlimit64', 'seccomp', 'keyctl'] as const),
	...CHILD_ENDS_CALLS
];

/** Most bytes that are kept of each of a program's stdout and stderr. */
export const MOST_OUTPUT = 4 * 1024 * 1024;

/** EINTR 4, EAGAIN 11; WNOHANG 1. */
export const FORK_SERVER = String.raw`use strict;
use Fcntl;
my (${CALLS.map((name) => '$' + name).join(', ')}) = map { $_ + 0 } splice(@ARGV, 0, ${CALLS.length});
my $most = ${MOST_OUTPUT};
$0 = 'dogebox: starts programs';
# No program may inherit descriptors that were left open. Low numbers are for programs' streams.
if (opendir(my $open, '/proc/self/fd')) { for (grep { /^\d+$/ && $_ > 2 && $_ != fileno $open } readdir $open) { open(my $file, '<&=', $_) or next; close $file } closedir $open }
my @held;
do { open(my $file, '<', '/dev/null') or exit 1; push @held, $file } while fileno($held[-1]) < 9;
sub nonblock { fcntl($_, F_SETFL, fcntl($_, F_GETFL, 0) | O_NONBLOCK) for @_ }
$SIG{$_} = 'IGNORE' for qw(PIPE TERM INT HUP);
${CHILD_ENDS}
my $woken = child_ends() or exit 1;
my ($asked, %jobs, %running, %early) = ('');
sub answer {
  my $frame = pack('N/a*', pack('(N/a*)*', map { "$_" } @_));
  for (my $at = 0; $at < length $frame;) { my $put = syswrite(STDOUT, $frame, length($frame) - $at, $at); $put // ($! == 4 or exit 0); $at += $put // 0 } }
# A program's file as a sealed copy in memory (MFD_CLOEXEC and MFD_ALLOW_SEALING 3; F_ADD_SEALS
# 1033, all seals 15). MFD_EXEC is the default. Scripts get no copy: the interpreter opens its
# script by name, and the copy is closed by then.
my %sealed;
sub sealed { my ($path) = @_;
  my @is = stat $path or return;
  my $key = join(' ', @is[0, 1, 7, 9]);
  return $sealed{$path}[1] if $sealed{$path} && $sealed{$path}[0] eq $key;
  open(my $from, '<', $path) or return;
  my $begin = '';
  sysread($from, $begin, 4);
  return if $begin ne "\x7fELF" || !sysseek($from, 0, 0);
  my $name = 'sealed';
  my $fd = syscall($memfd_create, $name, 3);
  return if $fd < 0 || !open(my $copy, '+<&=', $fd);
  while (sysread($from, my $bytes, 262144)) { (syswrite($copy, $bytes) // 0) == length $bytes or return }
  -s $copy == $is[7] && fcntl($copy, 1033, 15) or return;
  $sealed{$path} = [$key, $copy];
  return $copy }
# For long tasks: others() closes the streams of other programs; alone() also reports the start.
my $telling;
sub others { for my $job (values %jobs) { for (grep { $_ } @{$job->{ours}}, @{$job->{out} // []}, $job->{input}, $job->{told}) { close $_ } } }
sub alone { others(); close $telling }
${TASKS}
sub start { my ($id, $mode, $cwd, $streams, $input, $task, $count, @rest) = @_;
  my @env = splice(@rest, 0, $count);
  my (@ours, @its);
  for my $kind (split(//, $streams)) {
    pipe(my $read, my $write) or return answer('failed', $id, $! + 0);
    push @ours, $kind eq 'i' ? $write : $read;
    push @its, $kind eq 'i' ? $read : $write;
  }
  pipe(my $told, my $tell) or return answer('failed', $id, $! + 0);
  # crun would copy itself into memory at each start and execute the copy; this copy avoids that.
  my $sealed = $task =~ /^opened/ ? sealed($rest[0]) : undef;
  my $pid = fork() // return answer('failed', $id, $! + 0);
  if (!$pid) {
    $SIG{$_} = 'DEFAULT' for qw(PIPE TERM INT HUP);
    unblock_ends();
    syscall($setsid) if $mode eq 'launch';
    # A task that reads its input would otherwise keep the other end open and never see it close.
    close $_ for @ours, $told, $woken;
    open(STDIN, '<&', $its[0]) && open(STDOUT, '>&', $its[1]) && open(STDERR, '>&', $its[2]) or exit 1;
    for my $fd (3 .. $#its) { syscall($dup3, fileno $its[$fd], $fd, 0) }
    if (chdir $cwd) {
      %ENV = map { split(/=/, $_, 2) } @env;
      $telling = $tell;
      if ($task ne '') { no strict 'refs'; &{"task_$task"}(@its, \@rest) }
      exec { '/proc/self/fd/' . fileno $sealed } @rest if $sealed;
      exec { $rest[0] } @rest;
    }
    syswrite($tell, $! + 0);
    exit 127;
  }
  my $job = $jobs{$id} = { id => $id, pid => $pid, told => $told, word => '', launched => $mode eq 'launch', ours => \@ours, text => ['', ''], over => 0, joins => $task eq 'join' };
  $running{$pid} = $job->{joins} ? { first => $job } : $job;
  nonblock($told);
  return if $job->{launched};
  nonblock(@ours);
  @$job{qw(input queue out)} = ($ours[0], $input, [@ours[1, 2]]);
  $job->{ours} = [];
  feed($job) }
sub feed { my ($job) = @_;
  my $put = length $job->{queue} ? syswrite($job->{input}, $job->{queue}, 65536) : 0;
  if (defined $put) { substr($job->{queue}, 0, $put, '') } elsif ($! != 11 && $! != 4) { $job->{queue} = '' }
  delete $job->{input} unless length $job->{queue} }
sub collect { my ($job, $which) = @_;
  my $got = sysread($job->{out}[$which], $job->{text}[$which], 65536, length $job->{text}[$which]);
  return if $got ? length $job->{text}[$which] <= $most : !defined $got && ($! == 11 || $! == 4);
  if ($got) { $job->{over} = 1; kill 'TERM', $job->{pid} unless defined $job->{status} }
  $job->{out}[$which] = undef }
# Reads the pipe for errors: a failed start wrote its errno; exec closed the pipe of one that runs.
sub hear { my ($job) = @_;
  my $got = sysread($job->{told}, $job->{word}, 100, length $job->{word});
  $job->{pid} = $1 if $got && $job->{joins} && $job->{word} =~ /p(\d+);/;
  if ($got && $job->{word} eq 'done') { $job->{word} = ''; answer('ended', $job->{id}, 0, @{$job->{text}}, 0) unless $job->{done}++ }
  return if $got || (!defined $got && ($! == 11 || $! == 4));
  delete $job->{told};
  if ($job->{joins}) {
    # Both processes have closed the pipe: each ended or executed. The first wrote the second's pid.
    my ($pid) = $job->{word} =~ /p(\d+);/;
    $job->{word} = $job->{word} =~ /(\d+ \w+);/ ? $1 : $pid ? '' : '3 join';
    $job->{pid} = $pid // 0;
    $running{$pid} = $job if $pid && !defined($job->{status} = delete $early{$pid});
    $job->{status} //= 0 if !$pid;
  }
  if ($job->{word} ne '') { answer('failed', $job->{id}, $job->{word}) }
  elsif ($job->{launched}) { answer('begun', $job->{id}, $job->{pid}, map { fileno $_ } @{$job->{ours}}) } }
sub settle { my ($job) = @_;
  return if !defined $job->{status} || $job->{told} || grep { $_ } @{$job->{out} // []};
  if ($job->{word} ne '') { delete $jobs{$job->{id}}; return }
  answer('ended', $job->{id}, $job->{status}, $job->{launched} ? () : (@{$job->{text}}, $job->{over})) unless $job->{done}++;
  delete $jobs{$job->{id}} unless @{$job->{ours}} }
sub take { my ($what, $id, @rest) = @_;
  return start($id, @rest) if $what eq 'start';
  my $job = $jobs{$id} or return;
  if ($what eq 'taken') { $job->{ours} = []; settle($job) }
  else {
    # Reads first which of the two processes is current.
    hear($job) if $job->{joins} && $job->{told};
    kill $rest[0], $job->{pid} if $job->{pid} && !defined $job->{status} && !exists $early{$job->{pid}};
    return settle($job) if $job->{joins};
    # Its children may hold the output open. After SIGKILL the server does not wait for that.
    if ($rest[0] eq 'KILL' && $job->{out}) { $job->{out} = []; settle($job) } } }

while (1) {
  my ($read, $write) = ('', '');
  vec($read, fileno STDIN, 1) = 1;
  vec($read, fileno $woken, 1) = 1;
  my @busy = grep { $_->{told} || $_->{input} || grep { $_ } @{$_->{out} // []} } values %jobs;
  for my $job (@busy) {
    vec($read, fileno $_, 1) = 1 for grep { $_ } $job->{told}, @{$job->{out} // []};
    vec($write, fileno $job->{input}, 1) = 1 if $job->{input};
  }
  select($read, $write, undef, undef) >= 0 or next;
  if (vec($read, fileno $woken, 1)) {
    sysread($woken, my $signs, 4096);
    while ((my $pid = waitpid(-1, 1)) > 0) { my $job = delete $running{$pid}; if (!$job) { $early{$pid} = $? } elsif (my $of = $job->{first}) { $of->{pid} = 0 if $of->{pid} == $pid } else { $job->{status} = $?; push @busy, $job } }
  }
  for my $job (@busy) {
    hear($job) if $job->{told} && vec($read, fileno $job->{told}, 1);
    for my $which (0, 1) { my $from = $job->{out} && $job->{out}[$which]; collect($job, $which) if $from && vec($read, fileno $from, 1) }
    feed($job) if $job->{input} && vec($write, fileno $job->{input}, 1);
    settle($job);
  }
  if (vec($read, fileno STDIN, 1)) {
    my $got = sysread(STDIN, $asked, 262144, length $asked);
    exit 0 if defined $got ? $got == 0 : $! != 4;
    while (length $asked >= 4) {
      my $length = unpack('N', $asked);
      last if length $asked < 4 + $length;
      my @items = unpack('(N/a*)*', substr($asked, 4, $length));
      substr($asked, 0, 4 + $length, '');
      take(@items);
    }
  }
}
`;
