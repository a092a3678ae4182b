/** Public interface of dev mode: a pup runs from its developer's own folder. */
export { createDevMode, noDev, type DevMode } from './dev-mode.ts';
