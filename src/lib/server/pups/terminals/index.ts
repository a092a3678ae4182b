/** Public interface of the owner's terminals in pups. Loaded on its first use. */
export { createPupTerminals } from './terminals.ts';
