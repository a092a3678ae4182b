/** Door of the outbound room: the one way to other machines that sources and builds may take. */
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
