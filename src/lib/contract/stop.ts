/** How services are stopped: words that manifest, owner and engine share. */

/** Signals by which programs are asked to end (signal(7)); what they mean is the program's. */
export const STOP_SIGNALS = ['SIGTERM', 'SIGINT', 'SIGQUIT', 'SIGHUP', 'SIGUSR1', 'SIGUSR2', 'SIGWINCH'] as const;
export type StopSignal = (typeof STOP_SIGNALS)[number];

/** Longest time that a service may have to end by itself, seconds. */
export const MOST_STOP_SECONDS = 600;
