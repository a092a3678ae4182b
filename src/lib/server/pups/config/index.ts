/** Door of pups' settings: their values, checked, stored and sealed. */
export * from './values.ts';
export { createConfigStore, type ConfigStore } from './store.ts';
