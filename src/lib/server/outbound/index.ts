/** Door of the outbound room: the only way in which sources and builds may reach other machines. */
export { createOutbound, type OutboundDeps } from './outbound.ts';
export { isUntrusted, isWithoutTls } from './failures.ts';
export { hostPortOf, type Lookup } from './reach.ts';
export type {
	DownloadRequest,
	FetchAnswer,
	FetchLimits,
	FetchRequest,
	FilePart,
	Outbound,
	ReachPolicy
} from './types.ts';
