/** Door of the concurrency room: one after the other, once for all, and later each time. */
export { backOff } from './back-off.ts';
export { createKeyedQueue, createQueue } from './keyed-queue.ts';
export { createSharedWork, type SharedRequest } from './shared-work.ts';
