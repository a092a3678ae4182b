/** Pages a job's log, which is small enough to be read whole. */
import { invalidCursor } from '../../contract/errors.ts';
import type { LogFilter, LogLine, LogPage, LogQuery } from '../containers/index.ts';
import type { JobLogLine } from '../jobs/types.ts';

const PAGE_LINES = 1000;

/**
 * @param all lines of the log, oldest first
 * @param fitting returns the indexes of the texts that match the filter
 */
export async function pageOfLines(
	all: readonly JobLogLine[],
	query: LogQuery,
	fitting: (texts: string[], filter: LogFilter) => Promise<number[]>
): Promise<LogPage> {
	const { since = -Infinity, until = Infinity, filter } = query;
	const behind = query.after === undefined ? 0 : placeBehind(all, query.after);
	const before = query.before === undefined ? all.length : placeBehind(all, query.before);
	const ranged = all.slice(behind, before).filter(({ at }) => at >= since && at < until);
	const found = filter ? await chosen(ranged, filter, fitting) : ranged;
	const fromMoment = query.since !== undefined && query.before === undefined && query.tail === undefined && !filter;
	const forwards = query.after !== undefined || fromMoment;
	const wanted = query.tail ?? query.limit ?? PAGE_LINES;
	const lines = forwards ? found.slice(0, wanted) : found.slice(Math.max(0, found.length - wanted));
	const first = lines[0] ? all.indexOf(lines[0]) : forwards ? behind : before;
	return {
		lines: lines.map(asLine),
		start: all[first - 1]?.cursor ?? '',
		older: forwards ? first > 0 : lines.length < found.length,
		cursor: lines.at(-1)?.cursor ?? query.after ?? all[before - 1]?.cursor ?? '',
		more: forwards && lines.length < found.length,
		gap: false
	};
}

async function chosen(
	lines: readonly JobLogLine[],
	filter: LogFilter,
	fitting: (texts: string[], filter: LogFilter) => Promise<number[]>
): Promise<JobLogLine[]> {
	const texts = lines.map(({ text }) => text);
	return (await fitting(texts, filter)).map((index) => lines[index]!);
}

function asLine({ at, text, cursor }: JobLogLine): LogLine {
	return { at, service: 'job', stream: 'stdout', text, cursor };
}

/**
 * Returns how many lines are at or before a cursor. A cursor whose line is gone counts by its time.
 * @throws BoxError 422 `invalid-cursor`
 */
function placeBehind(all: readonly JobLogLine[], cursor: string): number {
	if (cursor === '') return 0;
	const exact = all.findIndex((line) => line.cursor === cursor);
	if (exact >= 0) return exact + 1;
	const match = /^(\d{1,15})(?:\.(\d{1,9}))?-?$/.exec(cursor);
	if (!match) throw invalidCursor();
	const at = Number(match[1]);
	return all.findLastIndex((line) => line.at <= at) + 1;
}
