/** Logs in a folder that somebody else writes and keeps bounded: those of the box itself. */
import type { FollowOptions, LogBatch, LogPage, LogQuery } from '../../types.ts';
import { sourcesIn } from './files.ts';
import { createFollowing } from './following.ts';
import { pageOf } from './pages.ts';
import type { LogSearch } from './search/worker.ts';

export interface FolderLogs {
	/** Names of what writes here. */
	services(): Promise<string[]>;
	/** @throws BoxError 422 `invalid-cursor`, `bad-expression`, `search-too-slow`; 429 */
	page(query: LogQuery, signal?: AbortSignal): Promise<LogPage>;
	follow(options: FollowOptions, fn: (batch: LogBatch) => void): () => void;
	close(): void;
}

/** A folder that is not there is an empty one. */
export function createFolderLogs(folder: string, search: LogSearch): FolderLogs {
	const nothing = () => Promise.resolve();
	const following = createFollowing({ folderOf: () => folder, open: nothing, keep: nothing, end: nothing });
	return {
		services: async () => [...new Set((await sourcesIn(folder)).map(({ service }) => service))],
		page: (query, signal) => pageOf(folder, query, search, signal),
		follow: (options, fn) => following.follow('', options, fn),
		close: following.close
	};
}
