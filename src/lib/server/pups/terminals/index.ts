/** Door of the owner's terminals in pups. Loaded when one is asked for. */
export { createPupTerminals } from './terminals.ts';
