/**
 * Door of the concurrency room: one after the other, once for all, later each time, not for ever,
 * the last ones alone, and whether another process still answers.
 */
export { monotonicMs } from './clock.ts';
export { backOff } from './back-off.ts';
export { fewAtATime } from './few-at-a-time.ts';
export { createFairGate, type FairGate } from './fair-gate.ts';
export { createKeyedQueue, createQueue } from './keyed-queue.ts';
export { createRecent } from './recent.ts';
export { createHeldUp, type HeldUp } from './held-up.ts';
export { watchForHang, type WatchdogOptions } from './watchdog.ts';
export { createSharedWork, type SharedRequest } from './shared-work.ts';
export { LATE, within } from './within.ts';
