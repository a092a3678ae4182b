/** Services' logs: pages, followers, and dogeboxd's own lines. */
import { DEFAULT_LOG_LIMITS, hostVerbs, logLimitsIn, type Host, type LogLimits } from '../../../host/index.ts';
import type { FollowOptions, LogBatch, LogPage, LogQuery, LogSpace, Runtime } from '../../types.ts';
import { MAX_LINE } from './entries.ts';
import { createFollowing } from './following.ts';
import { logSpaceIn } from './log-space.ts';
import { pageOf } from './pages.ts';
import type { LogSearch } from './search/worker.ts';
import { join } from 'node:path';

export interface ContainerLogs {
	/** Keeps the previous file of a running process's log when conmon rotates it. */
	keepPrevious(id: string, process: string): void;
	/** Handles the end of a process: its last text without a newline counts as a line. */
	end(id: string, process: string): Promise<void>;
	/** Handles the end of all the container's processes; followers stay. */
	rest(id: string): void;
	/** Stops watching this container's logs. */
	forget(id: string): void;
	/** @param signal aborts a search */
	page(id: string, query: LogQuery, signal?: AbortSignal): Promise<LogPage>;
	follow(id: string, options: FollowOptions, fn: (batch: LogBatch) => void): () => void;
	/** Delivers all lines that were written until now to the followers. */
	flush(id: string): Promise<void>;
	note(id: string, service: string, text: string): Promise<void>;
	limits(id: string): Promise<LogLimits>;
	setLimits(id: string, limits: LogLimits): Promise<void>;
	space(id: string): Promise<LogSpace>;
	/** Removes old log files. @returns bytes freed */
	free(id: string): Promise<number>;
	/** Forgets the container and removes its logs. */
	remove(id: string): Promise<void>;
	close(): void;
}

export function createContainerLogs(host: Host, search: LogSearch): ContainerLogs {
	const following = createFollowing({
		folderOf: (id) => join(host.paths.logs, id),
		open: async (id) => void (await host.call(hostVerbs.logOpen, { id })),
		keep: async (id, process) => void (await host.call(hostVerbs.logKeep, { id, process })),
		end: async (id, process) => void (await host.call(hostVerbs.logEnd, { id, process }))
	});
	const folderOf = (id: string) => join(host.paths.logs, id);

	return {
		keepPrevious: following.keepPrevious,
		end: following.end,
		rest: following.rest,
		forget: following.forget,
		follow: following.follow,
		flush: following.flush,
		close: following.close,

		page: (id, query, signal) => pageOf(folderOf(id), query, search, signal),

		async note(id, service, text) {
			await host.call(hostVerbs.logNote, { id, process: service, line: entryOf(text) });
		},

		limits: async (id) => (await logLimitsIn(folderOf(id))) ?? DEFAULT_LOG_LIMITS,

		async setLimits(id, limits) {
			await host.call(hostVerbs.logLimit, { id, limits });
		},

		space: (id) => logSpaceIn(folderOf(id)),
		free: (id) => host.call(hostVerbs.logFree, { id }),

		async remove(id) {
			following.forget(id);
			await host.call(hostVerbs.logRemove, { id });
		}
	};
}

/** Formats a line of dogeboxd's own like an entry of conmon. */
function entryOf(text: string): string {
	return `${new Date().toISOString()} stdout F ${text.replace(/[\r\n]+/g, ' ').slice(0, MAX_LINE)}\n`;
}

/** The log calls that every runtime offers. */
export const logCalls = (logs: ContainerLogs) =>
	({
		logs: logs.page,
		logLimits: logs.limits,
		setLogLimits: logs.setLimits,
		logSpace: logs.space,
		freeLogs: logs.free,
		followLogs: logs.follow,
		note: logs.note
	}) satisfies Partial<Runtime>;
