/**
 * Public interface of the wiring module: which pup provides what to which, planned before anything
 * is installed.
 */
export { createWiring } from './wiring.ts';
export type { Wiring } from './types.ts';
