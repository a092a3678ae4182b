/** The lines that followers receive: those that are connected, and those that join or return. */
import type { LogBatch, LogLine } from '../../types.ts';
import { costOf, lastOf, type Bound } from './bounds.ts';
import { formatCursor } from './cursor.ts';
import { MAX_LINE, type Place } from './entries.ts';
import { sourcesIn, type Source } from './files.ts';
import { mergeLines, type Part } from './merging.ts';
import { countAfter, readAfter, readTail, type Position } from './read-lines.ts';

/** Most that is delivered at once, of all logs of a container together. */
export const BATCH: Bound = { lines: 2000, bytes: 512 * 1024 };
/**
 * Most that a returning follower receives. If it missed more, it receives the newest lines and a
 * note.
 */
export const CATCH_UP: Bound = { lines: 2000, bytes: 512 * 1024 };

/** Positions of the last whole lines at or before these ends. */
export async function positionsAt(folder: string, ends: ReadonlyMap<string, Place>): Promise<Map<string, Position>> {
	const found = new Map<string, Position>();
	for (const source of await sourcesIn(folder)) {
		const end = ends.get(source.id);
		if (!end) continue;
		const { before } = await readTail(folder, source, 0, end);
		if (before) found.set(source.id, before);
	}
	return found;
}

type Positions = ReadonlyMap<string, Position>;

/** Returns the lines that a follower missed since its cursor, up to the others' positions. */
export async function missed(folder: string, from: Positions, others: Positions): Promise<LogBatch> {
	const sources = (await sourcesIn(folder)).filter((source) => others.has(source.id));
	const parts: Part[] = [];
	let gap = false;
	for (const source of sources) {
		const until = others.get(source.id)!.end;
		const reading = await readAfter(folder, source, from.get(source.id) ?? null, CATCH_UP, until);
		gap ||= reading.gap || reading.more;
		parts.push({ id: source.id, lines: reading.lines });
	}
	const all = gap ? [] : mergeLines(parts, new Map(from));
	if (!gap && lastOf(all, CATCH_UP).length === all.length) return { lines: all, gap };
	return newest(folder, sources, from, others);
}

/** Returns the newest lines before `until`, preceded by a note of how many were skipped. */
async function newest(
	folder: string,
	sources: readonly Source[],
	from: Positions,
	until: Positions
): Promise<LogBatch> {
	const positions = new Map<string, Position>();
	const tails: Part[] = [];
	let total: number | null = 0;
	for (const source of sources) {
		const { end } = until.get(source.id)!;
		const tail = await readTail(folder, source, CATCH_UP.lines, end);
		if (tail.before) positions.set(source.id, tail.before);
		tails.push({ id: source.id, lines: tail.lines });
		const count = await countAfter(folder, source, from.get(source.id) ?? null, end);
		total = total === null || count === null ? null : total + count;
	}
	const before = formatCursor(positions, null);
	const all = mergeLines(tails, positions);
	const lines = lastOf(all, CATCH_UP);
	const cursor = all[all.length - lines.length - 1]?.cursor ?? before;
	const dropped = total === null ? null : Math.max(0, total - lines.length);
	return { lines: [...noteOf(dropped, lines[0], cursor), ...lines], gap: true };
}

/**
 * Skips all lines that the followers have not received yet, except the newest.
 * @param positions the followers' positions; updated
 */
export async function skipped(
	folder: string,
	positions: Map<string, Position>,
	ends: ReadonlyMap<string, Place>
): Promise<LogBatch> {
	const to = await positionsAt(folder, ends);
	const sources = (await sourcesIn(folder)).filter((source) => to.has(source.id));
	const batch = await newest(folder, sources, new Map(positions), to);
	for (const [id, position] of to) positions.set(id, position);
	return batch;
}

/** @param dropped number of skipped lines; null: unknown */
function noteOf(dropped: number | null, first: LogLine | undefined, cursor: string): LogLine[] {
	if (!first || dropped === 0) return [];
	const what = dropped === null ? 'Lines are' : dropped === 1 ? '1 line is' : `${dropped} lines are`;
	const text = `… ${what} left out here: they were written faster than they could be passed on. …`;
	return [{ at: first.at, service: first.service, stream: 'stdout', text, cursor }];
}

/**
 * Returns the lines that were written to these sources since the followers' positions.
 * @param positions the followers' positions; updated
 * @returns `more`: sources with more lines than one batch holds
 */
export async function written(
	folder: string,
	changed: ReadonlySet<string>,
	positions: Map<string, Position>
): Promise<LogBatch & { more: string[] }> {
	const parts: Part[] = [];
	const more: string[] = [];
	let gap = false;
	const bound = { ...BATCH, bytes: Math.max(LEAST_SHARE, BATCH.bytes / Math.max(1, changed.size)) };
	for (const source of await sourcesIn(folder)) {
		if (!changed.has(source.id)) continue;
		const reading = await readAfter(folder, source, positions.get(source.id) ?? null, bound);
		if (reading.gap) positions.delete(source.id);
		if (reading.more) more.push(source.id);
		gap ||= reading.gap;
		parts.push({ id: source.id, lines: reading.lines });
	}
	const before = formatCursor(positions, null);
	const lines = mergeLines(parts, positions);
	return { lines: [...(gap ? noteOf(null, lines[0], before) : []), ...lines], gap, more };
}

/** Minimum share of one log in a batch, bytes: a line of the greatest length fits. */
const LEAST_SHARE = costOf({ text: 'x'.repeat(MAX_LINE) });
