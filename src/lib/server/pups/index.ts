/** Door of the pups room: installed pups and what their owner can ask of them. */
export { createPups } from './pups.ts';
export { describeFound, type DescribedPup } from './lifecycle/index.ts';
export type { PupsDeps } from './deps.ts';
export type { Origin, Pups } from './types.ts';
