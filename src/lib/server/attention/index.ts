/** Door of the attention room: the one list of what needs the owner. */
export { createAttention } from './attention.ts';
export type { Facts } from './facts.ts';
export type { Attention } from './types.ts';
