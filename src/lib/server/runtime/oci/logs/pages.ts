/**
 * Pages of logs: forwards from a cursor, backwards from a cursor, from a point in time, or as the
 * result of a search.
 */
import type { LogPage, LogQuery } from '../../types.ts';
import { firstOf, lastOf, type Bound } from './bounds.ts';
import { formatCursor, parseCursor } from './cursor.ts';
import { sourcesIn } from './files.ts';
import { mergeLines, type Part } from './merging.ts';
import { completed, positionsAtTime } from './moments.ts';
import { readAfter, readTail, type Position } from './read-lines.ts';
import type { LogSearch } from './search/worker.ts';

/** Limits of one page: lines and bytes. */
const MAX_LINES = 10_000;
const MAX_BYTES = 4 * 1024 * 1024;
/** Lines of a page where the caller gives no limit. */
const PAGE_LINES = 200;

type Positions = Map<string, Position>;

/** Returns one page. @param folder folder of the logs */
export async function pageOf(
	folder: string,
	query: LogQuery,
	search: LogSearch,
	signal?: AbortSignal
): Promise<LogPage> {
	const { service, since, until, filter } = query;
	const forwards = query.after !== undefined || isFromMoment(query);
	const lines = Math.min(MAX_LINES, Math.max(forwards ? 1 : 0, Math.floor(query.tail ?? query.limit ?? PAGE_LINES)));
	const bound = { lines, bytes: MAX_BYTES };
	const from = await begin(folder, query);
	if (filter) {
		const request = { folder, service, since, until, filter, forwards, bound, from: from && [...from.positions] };
		return search.run(request, from?.cursor ?? '', signal);
	}
	const page = forwards
		? await after(folder, from?.positions ?? new Map(), from?.cursor ?? '', bound, service)
		: await before(folder, from?.positions ?? null, bound, service);
	return within(page, since, until);
}

/** Whether to read from a point in time in reading order. A search lists the newest first. */
const isFromMoment = ({ before, since, tail, filter }: LogQuery) =>
	before === undefined && since !== undefined && tail === undefined && filter === undefined;

/** Where reading begins; null for the end of the logs. */
async function begin(folder: string, query: LogQuery): Promise<{ positions: Positions; cursor: string } | null> {
	const { service, since, until } = query;
	const given = query.after ?? query.before;
	if (given !== undefined) {
		return { positions: await completed(parseCursor(given), given, folder, service), cursor: given };
	}
	const moment = isFromMoment(query) ? since : until;
	if (moment === undefined) return null;
	const positions = await positionsAtTime(folder, moment, service);
	return { positions, cursor: formatCursor(positions, null) };
}

async function after(
	folder: string,
	positions: Positions,
	cursor: string,
	bound: Bound,
	service?: string
): Promise<LogPage> {
	const parts: Part[] = [];
	let gap = false;
	let more = false;
	for (const source of await sourcesIn(folder, service)) {
		const reading = await readAfter(folder, source, positions.get(source.id) ?? null, bound);
		gap ||= reading.gap;
		more ||= reading.more;
		parts.push({ id: source.id, lines: reading.lines });
	}
	const all = mergeLines(parts, new Map(positions));
	const lines = firstOf(all, bound);
	return {
		lines,
		start: cursor,
		older: cursor !== '',
		cursor: lines.at(-1)?.cursor ?? cursor,
		gap,
		more: more || all.length > lines.length
	};
}

/** @param until null: the end of the logs */
async function before(folder: string, until: Positions | null, bound: Bound, service?: string): Promise<LogPage> {
	const positions: Positions = new Map();
	const parts: Part[] = [];
	for (const source of await sourcesIn(folder, service)) {
		const place = until?.get(source.id);
		if (until && !place) continue;
		const tail = await readTail(folder, source, bound.lines, place?.end ?? null);
		if (tail.before) positions.set(source.id, tail.before);
		parts.push({ id: source.id, lines: tail.lines });
	}
	const first = formatCursor(positions, null);
	const all = mergeLines(parts, positions);
	const lines = bound.lines > 0 ? lastOf(all, bound) : [];
	const dropped = all.length - lines.length;
	const start = dropped > 0 ? all[dropped - 1]!.cursor : first;
	// The cursor is the end of the last line of each source. Where nothing is read, it is the
	// start.
	const cursor = lines.at(-1)?.cursor ?? formatCursor(positions, null);
	return { lines, start, older: start !== '', cursor, gap: false, more: false };
}

/** Removes lines outside the time range. Lines beyond that range do not count as more or older. */
function within(page: LogPage, since = -Infinity, until = Infinity): LogPage {
	const early = page.lines.findLastIndex(({ at }) => at < since) + 1;
	const late = page.lines.findIndex(({ at }, index) => index >= early && at >= until);
	const lines = page.lines.slice(early, late < 0 ? undefined : late);
	return {
		...page,
		lines,
		start: early > 0 ? page.lines[early - 1]!.cursor : page.start,
		older: early > 0 ? false : page.older,
		cursor: late < 0 ? page.cursor : (lines.at(-1)?.cursor ?? page.start),
		more: late < 0 ? page.more : false
	};
}
