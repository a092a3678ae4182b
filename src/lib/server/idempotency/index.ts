/** Public interface of the idempotency room: repeated calls take effect once. */
export { createIdempotency } from './answers.ts';
export type { Idempotency } from './types.ts';
