/** Door of the host layer. */
export type { HostFacts, HostNames, HostPaths } from './types.ts';
export { verb, createLocalHost, type Host, type Verb, type VerbContext } from './verb.ts';
export { createSpawner, SYSTEM_PATH, type Spawner } from './spawn.ts';
