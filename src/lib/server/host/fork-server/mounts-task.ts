/**
 * Mounts in order, in perl, as a task of the fork server; the steps are its arguments. For mounts
 * with mapped ids (mount_setattr(2), MOUNT_ATTR_IDMAP) mount(8) needs util-linux 2.39, which
 * Debian 12 does not have.
 *
 * When a step fails, the task unmounts everything that it mounted. Exit status 3: this kernel or
 * filesystem cannot map ids.
 *
 * open_tree 428, move_mount 429, mount_setattr 442 are the same on all architectures. Flags from
 * include/uapi/linux: OPEN_TREE_CLONE 1, OPEN_TREE_CLOEXEC 0x80000, AT_SYMLINK_NOFOLLOW 0x100,
 * AT_EMPTY_PATH 0x1000, AT_RECURSIVE 0x8000, MOVE_MOUNT_F_EMPTY_PATH 4, CLONE_NEWUSER 0x10000000,
 * MNT_DETACH 2, UMOUNT_NOFOLLOW 8, MS_RDONLY 1, MS_NOSUID and MS_NODEV 2 | 4; EINVAL 22: nothing is
 * mounted at the path.
 */
export const MOUNTS_TASK = String.raw`
sub task_mounts {
  alone();
  my @steps = @{$_[-1]};
  my ($empty, $overlay, $tmpfs, $users, @mounted) = ('', 'overlay', 'tmpfs', undef);
  my $fail = sub { my ($status, $what) = @_; while (defined(my $path = pop @mounted)) { syscall($umount2, $path, 2 | 8) }
    print STDERR "$what\n"; exit $status };
  my $call = sub { my ($status, $what, $number, @rest) = @_; my $result = syscall($number, @rest);
    $fail->($status, "$what: $!") if $result < 0; return $result };
  while (defined(my $step = shift @steps)) {
    if ($step eq 'ids') {
      my ($uids, $gids) = splice(@steps, 0, 2);
      pipe(my $told, my $tell) && pipe(my $wait, my $go) or $fail->(1, "pipe: $!");
      my $pid = fork() // $fail->(1, "fork: $!");
      if (!$pid) { close $told; close $go; my $flags = 0x10000000;
        syswrite($tell, syscall($unshare, $flags) < 0 ? "$!" : 'ready'); sysread($wait, my $end, 1); exit 0 }
      close $tell; close $wait;
      sysread($told, my $answer, 200);
      my $why = $answer eq 'ready' ? '' : $answer;
      for (['uid_map', $uids], ['gid_map', $gids]) { next if $why; my $map;
        open($map, '>', "/proc/$pid/$_->[0]") && defined syswrite($map, "$_->[1]\n") or $why = "$_->[0]: $!" }
      $why ||= "$!" unless open($users, '<', "/proc/$pid/ns/user");
      close $go; waitpid($pid, 0);
      $fail->(3, "user namespace: $why") if $why;
    } elsif ($step eq 'bind' or $step eq 'try') {
      my ($from, $deep, $flags, $link) = splice(@steps, 0, 4); $deep = $deep ? 0x8000 : 0; $link = $link ? 0 : 0x100;
      my $tree = $call->(3, $from, 428, -100, $from, 1 | 0x80000 | $link | $deep);
      my $attributes = pack('Q4', 0x100000 | $flags, 0, 0, fileno($users));
      $call->(3, $from, 442, $tree, $empty, 0x1000 | $deep, $attributes, length($attributes));
      if ($step eq 'bind') { my $to = shift @steps; $call->(1, $to, 429, $tree, $empty, -100, $to, 4); push @mounted, $to }
    } elsif ($step eq 'overlay') {
      my ($folder, $options, $flags, $to) = splice(@steps, 0, 4); $flags += 0;
      chdir $folder or $fail->(1, "$folder: $!");
      $call->(1, "$to: overlay", $mount, $overlay, $to, $overlay, $flags, $options); push @mounted, $to
    } elsif ($step eq 'memory') {
      my ($options, $to) = splice(@steps, 0, 2);
      $call->(1, "$to: tmpfs", $mount, $tmpfs, $to, $tmpfs, 2 | 4, $options); push @mounted, $to
    } elsif ($step eq 'unmount') {
      my $path = shift @steps; $call->(1, $path, $umount2, $path, 2 | 8); @mounted = grep { $_ ne $path } @mounted
    } elsif ($step eq 'away') {
      my $path = shift @steps; syscall($umount2, $path, 2 | 8) == 0 || $! == 22 || $! == 2 or $fail->(1, "$path: $!")
    } else { $fail->(1, "no such step: $step") }
  }
  exit 0;
}
`;
