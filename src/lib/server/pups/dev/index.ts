/** Door of dev mode: a pup that runs from its developer's own folder. */
export { createDevMode, noDev, type DevMode } from './dev-mode.ts';
