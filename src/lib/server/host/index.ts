/** Door of the host layer. */
export type { HostFacts, HostNames, HostPaths, OciCapabilities, OciProgram } from './types.ts';
export { createLocalHost, type Host, type Verb, type VerbContext } from './verb.ts';
export { reasonIn } from './command-words.ts';
export { createSpawner, SYSTEM_PATH, type Launcher, type Spawner } from './spawn.ts';
export { hostProbe, probeOciProgram } from './facts.ts';
export { createAgentHost, type AgentHost } from './agent/client.ts';
export { streamVerb, type HostChannel, type StreamVerb, type VerbChannel } from './channel.ts';
export { ALLOWED_CAPABILITIES, ociConfigSchema, type OciConfig } from './oci-schema.ts';
export { containerFolder, exitFolder, ociName, parseOciName } from './programs.ts';
export { mappedSource, rangeBase } from './ids/index.ts';
export { OPEN_FILES } from './limits.ts';
export { hasEnded, isAlive, type ProcessIdentity } from './process-identity.ts';
export { freezerOf } from './freezer.ts';
export { cgroupLayout, controllerFolder, cpuQuota, hasIoWeight, type CgroupLayout } from './cgroups.ts';
export {
	BOX_LOGS,
	declaredSource,
	DEFAULT_LOG_LIMITS,
	isOlderLogPart,
	logLimitsIn,
	scratchSource,
	shmSource,
	type LogLimits,
	type ScratchWish,
	type SessionMessage
} from './containers/index.ts';
export * as hostVerbs from './containers/index.ts';
export * as gitVerbs from './git/index.ts';
export * from './build/index.ts';
export * from './network/index.ts';
export { nginxCut } from './nginx/index.ts';
export { pagesApply, pagesPrepare, pagesStop, pagesWatch, type PageRoute } from './pages/index.ts';
export {
	gatewayApply,
	gatewayPrepare,
	gatewayStop,
	gatewayWatch,
	type NoNames,
	type GatewayNames,
	REQUESTS_LOG,
	type GatewayGrant,
	type GatewayLimits,
	type GatewaySpec
} from './gateway/index.ts';
export * from './storage/index.ts';
