/**
 * Public interface of pups' settings: checking, storing and sealing of values, and their history.
 */
export * from './values.ts';
export { createConfigHistory, OWNER, type ConfigHistory, type SavedBy } from './history.ts';
export { createConfigStore, type ConfigStore } from './store.ts';
