/** Door of the store room: the shop, and the way to build a pup on this host. */
export { cannotRun, chooseBuild, createCapabilities } from './capabilities.ts';
export { permissionsOf } from './listing.ts';
export { createStore } from './store.ts';
export type { HostCapabilities, InstalledPup, Store } from './types.ts';
export { isRange, satisfies } from './versions.ts';
