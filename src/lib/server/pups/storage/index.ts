/** Door of the files in pups' storages, for their owner. Loaded when it is asked for. */
export { createPupStorage } from './storage.ts';
