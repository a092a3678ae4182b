/** Door of the attention room: the one list of what needs the owner. */
export { createAttention, type AttentionDeps } from './attention.ts';
export type { ClockFacts, Facts, HeatFacts } from './facts.ts';
export type { Attention } from './types.ts';
