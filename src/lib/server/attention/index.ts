/** Door of the attention room: the list of what needs the owner. */
export { createAttention } from './attention.ts';
export type { Facts } from './facts.ts';
export type { Attention } from './types.ts';
