/** Public interface of the host layer. */
export type { HostFacts, HostNames, HostPaths, OciCapabilities, OciProgram } from './types.ts';
export { createLocalHost, type Host, type Verb, type VerbContext } from './verb.ts';
export { reasonIn } from './command-words.ts';
export { createSpawner, SYSTEM_PATH, type Launcher, type Spawner } from './spawn.ts';
export { probeOciProgram } from './facts.ts';
export { probeHost } from './requirements.ts';
export { createAgentHost, type AgentHost } from './agent/client.ts';
export { streamVerb, type HostChannel, type StreamVerb, type VerbChannel } from './channel.ts';
export { ALLOWED_CAPABILITIES, ociConfigSchema, type OciConfig } from './oci-schema.ts';
export { containerFolder, exitFolder, ociName, parseOciName } from './programs.ts';
export { mappedSource, rangeBase } from './ids/index.ts';
export { OPEN_FILES } from './limits.ts';
export { hasEnded, identify, isAlive, type ProcessIdentity } from './process-identity.ts';
export { freezerOf } from './freezer.ts';
export { controllerFolder, cpuQuota, hasIoWeight, hostCgroups, type CgroupLayout } from './cgroups.ts';
export { readSmall } from './read-small.ts';
export { hitsBelow, readOomKills, readPidsRefused, type GroupHits } from './group-hits.ts';
export {
	BEGUN_BYTES,
	BOX_LOGS,
	declaredSource,
	DEFAULT_LOG_LIMITS,
	isOlderLogPart,
	logLimitsIn,
	pidOfBegun,
	scratchSource,
	shmSource,
	type CreatedProcess,
	type LogLimits,
	type ScratchRequest,
	type SessionMessage
} from './containers/index.ts';
export * as hostVerbs from './containers/index.ts';
export * as gitVerbs from './git/index.ts';
export * from './build/index.ts';
export * from './network/index.ts';
export { findNginx, nginxCut } from './nginx/index.ts';
export { pagesApply, pagesPrepare, pagesStop, pagesWatch, type PageRoute } from './pages/index.ts';
export { portsApply, portsStop, portsWatch, type PortRelay } from './ports/index.ts';
export {
	gatewayApply,
	gatewayPrepare,
	gatewayStop,
	gatewayWatch,
	type NoNames,
	type GatewayNames,
	REQUESTS_LOG,
	type GatewayGrant,
	type GatewayHook,
	type GatewayLimits,
	type GatewaySpec
} from './gateway/index.ts';
export * from './dockerfiles/index.ts';
export * from './storage/index.ts';
export * as nixosVerbs from './nixos/index.ts';
export * as nixVerbs from './nix/index.ts';
