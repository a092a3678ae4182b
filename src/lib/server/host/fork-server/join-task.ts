/**
 * Runs a command in a container, in perl, as a task of the fork server. It does what `crun exec`
 * does but starts no program for it. It also avoids the kernel's delay of some ten milliseconds for
 * a process that moves another between cgroups. A process with one thread that moves itself has no
 * delay (cgroup_procs_write_start in kernel/cgroup/cgroup.c); cgroup v2 moves no single thread.
 *
 * There are two processes. The first opens the host's files that the second needs, enters the
 * container's namespaces, and forks into its process namespace. The second is a child of the fork
 * server like the first (CLONE_PARENT). It enters the cgroups, whose limits do not count the fork,
 * drops what the container's init process dropped, in crun's order, and executes the program.
 *
 * Processes in the container cannot inspect either of the two before that. They are not dumpable
 * (prctl(2)), so none of their files below /proc can be opened. No folder of the host is open in
 * them when they enter a folder inside. A working folder outside the container's root is refused,
 * and so is the fork server's own program. Nothing is loaded or looked up by name once inside. A
 * signal from inside can stop the second before it executes the program; a caller that gives up
 * has it killed.
 *
 * Arguments: pid of the container's init process, its start time (proc(5), starttime), its cgroup
 * as in /proc/PID/cgroup, file of the seccomp filter, oom_score_adj, working folder, user, group,
 * supplementary groups, masks of the bounding set and of the other capabilities, limits
 * (`number:soft:hard`), number of cgroup files and their paths, number of variables and the
 * variables, the command's arguments.
 *
 * pidfd_open 434, close_range 436 on all architectures. PR_SET_DUMPABLE 4, PR_SET_KEEPCAPS 8,
 * PR_CAPBSET_DROP 24, PR_SET_NO_NEW_PRIVS 38, PR_CAP_AMBIENT 47 with CLEAR_ALL 4. Namespaces of
 * mounts, UTS, IPC, users, processes and network 0x7c020000; of groups 0x02000000. CLONE_PARENT
 * with SIGCHLD 0x8011. SECCOMP_SET_MODE_FILTER 1 with SPEC_ALLOW 4, as crun.
 * KEYCTL_JOIN_SESSION_KEYRING 1. CLOSE_RANGE_CLOEXEC 4. EPERM 1, ENOENT 2, ESRCH 3, EACCES 13,
 * ENOSYS 38.
 */
export const JOIN_TASK = String.raw`
sub task_join {
  my $words = $_[-1];
  my $fail = sub { my ($step, $number) = @_; syswrite($telling, "$number $step;"); syscall($exit_group, 127) };
  my $must = sub { my ($step, $number, @rest) = @_; my $result = syscall($number, @rest); $fail->($step, $! + 0) if $result < 0; $result };
  &task_opened;
  others();
  my ($pid, $begun, $group, $filter, $oom, $cwd, $uid, $gid, $groups, $bounding, $able, $limits) = splice(@$words, 0, 12);
  my @files = splice(@$words, 0, shift @$words);
  my @env = splice(@$words, 0, shift @$words);
  my ($target, $program, $code) = ($pid + 0, $words->[0], '');
  $must->('dump', $prctl, 4, 0, 0, 0, 0);
  # The command must not get the host's keys. Where the kernel has no keyrings or denies them: none.
  $! == 38 || $! == 1 or $fail->('keys', $! + 0) if syscall($keyctl, 1, 0) < 0;
  my $fd = $must->('gone', 434, $target, 0);
  open(my $container, '+<&=', $fd) or $fail->('process', $! + 0);
  # Checks the process behind the descriptor: once it has ended, setns() by the descriptor fails.
  open(my $stat, '<', "/proc/$target/stat") or $fail->('gone', 3);
  sysread($stat, my $line, 4096);
  (split(/ /, $line =~ s/.*\)//sr))[20] == $begun or $fail->('gone', 3);
  close $stat;
  open(my $where, '<', "/proc/$target/cgroup") or $fail->('gone', 3);
  grep { /^\d+:[^:]*:\Q$group\E(?:\/|$)/ } <$where> or $fail->('gone', 3);
  close $where;
  # From inside, setns() by the pidfd fails until the container's process has executed its program.
  open(my $view, '<', "/proc/$target/ns/cgroup") or $fail->('gone', 3);
  open(my $bpf, '<', $filter) or $fail->('filter', $! + 0);
  while (sysread($bpf, my $bytes, 65536)) { $code .= $bytes }
  close $bpf;
  length $code && length($code) % 8 == 0 or $fail->('filter', 22);
  @files = map { open(my $file, '>', $_) or $fail->('groups', $! + 0); $file } @files;
  if (open(my $file, '>', '/proc/self/oom_score_adj')) { syswrite($file, $oom) }
  my @own = stat '/proc/self/exe';
  for (split(/,/, $limits)) {
    my ($which, @both) = split(/:/);
    my $pair = pack('q2', @both);
    $must->('limits', $prlimit64, 0, $which + 0, $pair, 0) }
  $must->('gone', $setns, fileno $container, 0x7c020000);
  my $child = $must->('fork', $clone, 0x8011, 0, 0, 0, 0);
  if ($child) { syswrite($telling, "p$child;"); syscall($exit_group, 0) }
  syscall($setsid);
  for (@files) { defined syswrite($_, '0') or $fail->('groups', $! + 0); close $_ }
  $must->('namespace', $setns, fileno $view, 0x02000000);
  close $_ for $container, $view;
  # Perl ignores SIGFPE. The fork server's other signal handlers are already back at their defaults.
  $SIG{FPE} = 'DEFAULT';
  my $inside = chdir $cwd;
  for (my $one = 0; $one < 64; $one++) {
    next if $one < 32 && $bounding & (1 << $one);
    next if syscall($prctl, 24, $one, 0, 0, 0) == 0;
    last if $! == 22;
    $fail->('bounding', $! + 0) }
  my @more = map { $_ + 0 } split(/,/, $groups);
  my $list = pack('L*', @more);
  $must->('ids', $setgroups, scalar(@more), $list);
  $must->('ids', $prctl, 8, 1, 0, 0, 0);
  $must->('ids', $setresgid, ($gid + 0) x 3);
  $must->('ids', $setresuid, ($uid + 0) x 3);
  $must->('dump', $prctl, 4, 0, 0, 0, 0);
  my ($head, $sets) = (pack('L l', 0x20080522, 0), pack('L6', $able, $able, 0, 0, 0, 0));
  $must->('rights', $capset, $head, $sets);
  $must->('rights', $prctl, 47, 4, 0, 0, 0);
  $inside ||= chdir($cwd) || $fail->('cwd', $! + 0);
  my $at = "\0" x 4097;
  syscall($getcwd, $at, 4096) > 0 && $at =~ /^\// or $fail->('cwd', 2);
  umask 022;
  # Before the filter, which may forbid close_range().
  $must->('files', 436, 3, 0xffffffff, 4);
  $must->('rights', $prctl, 38, 1, 0, 0, 0);
  my $prog = pack('S x6 P', length($code) / 8, $code);
  $must->('filter', $seccomp, 1, 4, $prog);
  my @found = $program;
  if ($program eq '') { @found = () }
  elsif ($program !~ /\//) {
    my ($path) = map { /^PATH=(.*)/s ? $1 : () } reverse @env;
    @found = map { ($_ eq '' ? '.' : $_) . "/$program" } split(/:/, $path // '', -1) }
  my ($argv, $envp, $why) = (pack('p*', @$words) . pack('x8'), pack('p*', @env) . pack('x8'), 2);
  for my $file (@found) {
    my @is = stat $file;
    if (@is && $is[0] == $own[0] && $is[1] == $own[1]) { $why = 13; next }
    syscall($execve, $file, $argv, $envp);
    my $now = $! + 0;
    # As execvp(3): another folder of PATH may have an executable file.
    if ($now == 13) { $why = 13 } elsif ($now != 2 && $now != 20) { $why = $now; last }
  }
  $fail->('exec', $why);
}
`;
