/** Verbs over Nix, for dogeboxd itself. */
export { nixBuild, nixForget, nixFound } from './build.ts';
export { nixosSystem } from './system.ts';
