/** Logs in a folder that another program writes and bounds: those of dogeboxd itself. */
import type { FollowOptions, LogBatch, LogPage, LogQuery, LogSpace } from '../../types.ts';
import { sourcesIn } from './files.ts';
import { createFollowing } from './following.ts';
import { logSpaceIn } from './log-space.ts';
import { pageOf } from './pages.ts';
import type { LogSearch } from './search/worker.ts';

export interface FolderLogs {
	/** Names of the services that write here. */
	services(): Promise<string[]>;
	/** @throws BoxError 422 `invalid-cursor`, `bad-expression`, `search-too-slow`; 429 */
	page(query: LogQuery, signal?: AbortSignal): Promise<LogPage>;
	follow(options: FollowOptions, fn: (batch: LogBatch) => void): () => void;
	space(): Promise<LogSpace>;
	/** Removes old log files. @returns bytes freed */
	free(): Promise<number>;
	close(): void;
}

/**
 * A folder that does not exist counts as empty.
 * @param free removes old log files; the folder belongs to the program that writes there
 */
export function createFolderLogs(folder: string, search: LogSearch, free = () => Promise.resolve(0)): FolderLogs {
	const nothing = () => Promise.resolve();
	const following = createFollowing({ folderOf: () => folder, open: nothing, keep: nothing, end: nothing });
	return {
		services: async () => [...new Set((await sourcesIn(folder)).map(({ service }) => service))],
		page: (query, signal) => pageOf(folder, query, search, signal),
		follow: (options, fn) => following.follow('', options, fn),
		space: () => logSpaceIn(folder),
		free,
		close: following.close
	};
}
