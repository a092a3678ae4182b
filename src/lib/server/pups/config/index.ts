/** Door of pups' settings: their values, checked, stored and sealed, and what they were before. */
export * from './values.ts';
export { createConfigHistory, OWNER, type ConfigHistory, type SavedBy } from './history.ts';
export { createConfigStore, type ConfigStore } from './store.ts';
