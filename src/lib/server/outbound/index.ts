/** Door of the outbound room: the one way to other machines that sources and builds may take. */
export type { DownloadRequest, FetchAnswer, FetchLimits, FetchRequest, Outbound, ReachPolicy } from './types.ts';
