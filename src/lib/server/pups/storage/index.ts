/** Public interface of the files in pups' storages, for their owner. Loaded on its first use. */
export { createPupStorage } from './storage.ts';
