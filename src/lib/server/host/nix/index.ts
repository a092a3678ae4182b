/** Verbs for Nix, carried out by dogeboxd itself. */
export { nixBuild, nixForget, nixFound } from './build.ts';
export { nixosSystem } from './system.ts';
