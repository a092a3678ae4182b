/** Door of the files in pups' storages and in boxes, for their owner. Loaded when asked for. */
export { createStoredFiles } from './stored-files.ts';
export type { PlaceWords } from './failures.ts';
