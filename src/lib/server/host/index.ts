/** Door of the host layer. */
export type { HostFacts, HostNames, HostPaths, OciCapabilities, OciProgram } from './types.ts';
export { createLocalHost, type Host, type Verb, type VerbContext } from './verb.ts';
export { createSpawner, SYSTEM_PATH, type Launcher, type Spawner } from './spawn.ts';
export { hostProbe, probeHost } from './facts.ts';
export { createAgentHost, type AgentHost } from './agent/client.ts';
export { streamVerb, type HostChannel, type StreamVerb, type VerbChannel } from './channel.ts';
export { ALLOWED_CAPABILITIES, ociConfigSchema, type OciConfig } from './oci-schema.ts';
export { containerFolder, exitFolder, ociName, parseOciName } from './programs.ts';
export { mappedSource, rangeBase } from './ids/index.ts';
export { OPEN_FILES } from './limits.ts';
export { isAlive, type ProcessIdentity } from './process-identity.ts';
export { cgroupLayout, controllerFolder, type CgroupLayout } from './cgroups.ts';
export { parseMountInfo, readMounts, type MountEntry } from './mounts.ts';
export * as hostVerbs from './containers/index.ts';
export * as gitVerbs from './git/index.ts';
export * from './build/index.ts';
export * from './network/index.ts';
export * from './storage/index.ts';
