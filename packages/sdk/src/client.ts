/** The client: a method for each operation, made from the table, and a few that are more. */
import { openConnection } from './connection.ts';
import { callOperation, type Settings } from './core.ts';
import { followEvents, streamOnce } from './events.ts';
import { RunningCommand, type Command, type RunOptions } from './exec.ts';
import { receiveFile, sendFile, type ReceiveOptions, type SendOptions, type SendSource } from './files.ts';
import { OPERATIONS, type Job, type Operations } from './generated.ts';
import { waitForJob, type WaitOptions } from './jobs.ts';
import { followLog } from './logs.ts';
import type { OperationRow } from './call.ts';

/** Methods beside those of the operations. */
export interface Helpers {
	jobs: {
		/**
		 * Waits until a job has ended.
		 * @throws JobError where it did not succeed
		 */
		wait(id: string | null, options?: WaitOptions): Promise<Job>;
	};
	pups: {
		/** Runs a command in a service of the pup, over a WebSocket. */
		run(id: string, command: Command, options?: RunOptions): Promise<RunningCommand>;
	};
	files: {
		/** Writes a file into the storage of a pup, in parts, going on after a cut. */
		send(id: string, path: string, source: SendSource, options?: SendOptions): Promise<void>;
		/** A file of a pup's storage, piece by piece, going on after a cut. */
		receive(id: string, path: string, options?: ReceiveOptions): AsyncIterable<Uint8Array>;
	};
}

/** All that a box can be asked, by resource. */
export type DogeboxClient = { [Group in keyof Operations]: Operations[Group] } & Helpers;

function methodOf(settings: Settings, row: OperationRow): (...args: unknown[]) => unknown {
	switch (row.answer) {
		case 'events':
			return (...args) => (row.resumes ? followEvents(settings, row, args) : streamOnce(settings, row, args));
		case 'duplex':
			return (...args) => openConnection(settings, row, args);
		default:
			// A call that cannot be sent rejects, as all other failures do.
			return async (...args) => callOperation(settings, row, args);
	}
}

/** The method that follows the log of which an operation reads pages. */
function followerOf(settings: Settings, row: OperationRow): (...args: unknown[]) => AsyncIterable<unknown> {
	type Read = Parameters<typeof followLog>[0];
	const parameters = row.path.split('{').length - 1;
	return (...args) => {
		const read = (options: object) => callOperation(settings, row, [...args.slice(0, parameters), options]);
		return followLog(read as Read, (args[parameters] ?? {}) as Record<string, unknown>);
	};
}

/** Makes the client. Nothing is sent by it. */
export function clientOf(settings: Settings): DogeboxClient {
	const groups: Record<string, Record<string, unknown>> = {};
	for (const row of OPERATIONS) {
		const group = (groups[row.group] ??= {});
		group[row.name] = methodOf(settings, row);
		if (row.follow !== undefined) group[row.follow] = followerOf(settings, row);
	}
	const { jobs, pups, files } = groups as unknown as Operations;
	const helpers: Helpers = {
		jobs: {
			wait: (id, options) => waitForJob(jobs, id, options)
		},
		pups: {
			run: async (id, command, { signal, input } = {}) =>
				RunningCommand.start(await pups.terminal(id, { signal }), command, { input })
		},
		files: {
			send: (id, path, source, options) => sendFile(files, id, path, source, options),
			receive: (id, path, options) => receiveFile(files, id, path, options)
		}
	};
	for (const [group, methods] of Object.entries(helpers)) Object.assign(groups[group]!, methods);
	return groups as unknown as DogeboxClient;
}
