/** The clock of durations. */

/**
 * Milliseconds of a clock that nobody sets (CLOCK_MONOTONIC): for waits, limits, graces and ages
 * within one life of the program. `Date.now` is for moments that are stored or shown.
 */
export const monotonicMs = (): number => performance.now();
