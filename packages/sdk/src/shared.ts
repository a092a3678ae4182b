/** What both entries give: types, errors, and what takes part in them. */
export type * from './generated.ts';
export type { ByteStream, CallOptions, Connection, EventsOf, QueryText, Upload } from './call.ts';
export type { DogeboxClient } from './client.ts';
export { DogeboxError, isDogeboxError, type ClientErrorCode, type ErrorCode } from './errors.ts';
export {
	RunningCommand,
	type Command,
	type CommandExit,
	type CommandOutput,
	type CommandResult,
	type RunOptions
} from './exec.ts';
export type { ReceiveOptions, SendOptions, SendSource } from './files.ts';
export { JobError, type WaitOptions } from './jobs.ts';
export type { FollowLogOptions } from './logs.ts';
