/** Door of the events room: the append-only log of changes that every live view is fed from. */
export { createEvents } from './events.ts';
export { isWanted, type ChangeFilter } from './filter.ts';
export type { Events } from './types.ts';
