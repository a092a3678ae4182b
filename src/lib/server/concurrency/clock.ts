/** The clock for durations. */

/**
 * Milliseconds of CLOCK_MONOTONIC, which is never set. For waits, limits, grace periods and ages
 * within one process. `Date.now` is for times that are stored or shown.
 */
export const monotonicMs = (): number => performance.now();
