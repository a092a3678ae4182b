/** Loads the first part of a log for a page. Server only. */
import type { LogStart } from '$lib/components/logs/types.ts';
import { isBoxError } from '$lib/contract/errors.ts';
import type { LogPage, LogQuery } from '$lib/server/containers/index.ts';
import { pageOfLines } from '$lib/server/operations/index.ts';

const LINES = 300;
/** Lines on each side of the line that an address selects. */
const AROUND = 150;

/**
 * The end of a log, or the lines around a selected one.
 *
 * @param read reads a page
 * @param at   cursor of a line, from the address; an invalid one is ignored
 */
export async function logStart(read: (query: LogQuery) => Promise<LogPage>, at: string | null): Promise<LogStart> {
	if (at && at.length <= 8192) {
		try {
			const before = await read({ before: at, limit: AROUND });
			const behind = await read({ after: before.lines.length > 0 ? before.cursor : at, limit: AROUND });
			return {
				...behind,
				lines: [...before.lines, ...behind.lines],
				start: before.start,
				older: before.older,
				target: at
			};
		} catch (error) {
			if (!isBoxError(error) || error.code !== 'invalid-cursor') throw error;
		}
	}
	return read({ tail: LINES });
}

/** Does the same for a job's log. */
export async function jobLogStart(
	{ jobs }: Pick<App.Locals['box'], 'jobs'>,
	id: string,
	at: string | null
): Promise<LogStart> {
	const all = await jobs.log(id, Infinity);
	return logStart((query) => pageOfLines(all, query, () => Promise.resolve([])), at);
}
