/** Public interface of pups: installed pups and the actions of their owner. */
export { createPups } from './pups.ts';
export { describeFound, type DescribedPup } from './lifecycle/index.ts';
export type { PupsDeps } from './deps.ts';
export type { LinkedProvider, PupLinks } from './links.ts';
export type { InstallRequest, KnownPup, MayChange, Origin, Pups } from './types.ts';
export type { InstallJob } from './lifecycle/index.ts';
export type { SavedBy } from './config/index.ts';
