/** Door of the idempotency room: what is asked twice is done once. */
export { createIdempotency } from './answers.ts';
export type { Idempotency } from './types.ts';
