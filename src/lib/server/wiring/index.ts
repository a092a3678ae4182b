/** Door of the wiring room: who provides what to whom, planned before anything is installed. */
export { createWiring } from './wiring.ts';
export type { Wiring } from './types.ts';
