/** Public interface of the events room: the append-only change log that feeds every live view. */
export { createEvents } from './events.ts';
export { isWanted, type ChangeFilter } from './filter.ts';
export type { Events } from './types.ts';
