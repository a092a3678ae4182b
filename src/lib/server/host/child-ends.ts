import type { SystemCalls } from './system-calls.ts';

/** System calls that {@link CHILD_ENDS} needs, in variables of the same names. */
export const CHILD_ENDS_CALLS = ['rt_sigprocmask', 'signalfd4'] as const satisfies readonly (keyof SystemCalls)[];

/**
 * Perl for a process that waits for its children with select(2). `child_ends` blocks SIGCHLD and
 * returns a descriptor that is readable once a child has ended; undefined on failure, with `$!`. A
 * forked child calls `unblock_ends` before it executes a program. A handler would not do: Perl runs
 * it between two of its own steps, so a signal that comes just before select sleeps is seen too
 * late.
 *
 * SIGCHLD 17; SIG_BLOCK 0, SIG_UNBLOCK 1; SFD_CLOEXEC 0x80000 with SFD_NONBLOCK 0x800.
 */
export const CHILD_ENDS = String.raw`my $chld = pack('L2', 1 << 16, 0);
sub child_ends { my $ends;
  my $fd = syscall($rt_sigprocmask, 0, $chld, 0, 8) == 0 ? syscall($signalfd4, -1, $chld, 8, 0x80800) : -1;
  return $fd >= 0 && open($ends, '<&=', $fd) ? $ends : undef }
sub unblock_ends { syscall($rt_sigprocmask, 1, $chld, 0, 8) }`;
