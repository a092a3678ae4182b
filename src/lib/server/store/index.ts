/** Door of the store room: the shop, and which way of building a pup this host can take. */
export { cannotRun, chooseBuild, createCapabilities } from './capabilities.ts';
export { permissionsOf } from './listing.ts';
export { createStore } from './store.ts';
export type { HostCapabilities, InstalledPup, Store } from './types.ts';
export { isRange, satisfies } from './versions.ts';
