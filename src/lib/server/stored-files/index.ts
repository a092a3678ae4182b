/**
 * Door of the stored-files room: files in pups' storages and in boxes, for their owner. Loaded at
 * first use.
 */
export { createStoredFiles } from './stored-files.ts';
export type { PlaceWords } from './failures.ts';
