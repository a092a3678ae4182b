/** Signals and time limit for stopping services, shared by manifest, owner and engine. */

/** Signals that ask programs to end (signal(7)). What a signal does is up to the program. */
export const STOP_SIGNALS = ['SIGTERM', 'SIGINT', 'SIGQUIT', 'SIGHUP', 'SIGUSR1', 'SIGUSR2', 'SIGWINCH'] as const;
export type StopSignal = (typeof STOP_SIGNALS)[number];

/** Longest time that a service may have to end by itself, in seconds. */
export const MOST_STOP_SECONDS = 600;
