/**
 * Public interface of the concurrency helpers: queues, shared work, back-off, timeouts, bounded
 * maps, and a watchdog for other processes.
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
