/** What followers have to be given: those who are there, and those who come in or come back. */
import type { LogBatch } from '../../types.ts';
import type { Place } from './entries.ts';
import { sourcesIn } from './files.ts';
import { mergeLines, type Part } from './merging.ts';
import { readAfter, readTail, type Position } from './reading.ts';

/** Lines of one log that are given on at once. */
const BATCH_LINES = 2000;
/**
 * A follower that comes back gets at most this many lines; with more than that missing it gets the
 * newest, and is told.
 */
const CATCH_UP_LINES = 2000;

/** The last whole lines at or before these ends. */
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

/** What a follower missed since its cursor, up to where the others are. */
export async function missed(
	folder: string,
	from: ReadonlyMap<string, Position>,
	others: ReadonlyMap<string, Position>
): Promise<LogBatch> {
	const sources = (await sourcesIn(folder)).filter((source) => others.has(source.id));
	const parts: Part[] = [];
	let gap = false;
	for (const source of sources) {
		const until = others.get(source.id)!.end;
		const reading = await readAfter(folder, source, from.get(source.id) ?? null, CATCH_UP_LINES, until);
		gap ||= reading.gap || reading.more;
		parts.push({ id: source.id, lines: reading.lines });
	}
	if (!gap) return { lines: mergeLines(parts, new Map(from)), gap };
	const positions = new Map<string, Position>();
	const tails: Part[] = [];
	for (const source of sources) {
		const tail = await readTail(folder, source, CATCH_UP_LINES, others.get(source.id)!.end);
		if (tail.before) positions.set(source.id, tail.before);
		tails.push({ id: source.id, lines: tail.lines });
	}
	return { lines: mergeLines(tails, positions).slice(-CATCH_UP_LINES), gap };
}

/**
 * What was written to these sources since.
 * @param positions how far all followers are; moved on
 * @returns `more`: sources of which more was there than is given at once
 */
export async function written(
	folder: string,
	changed: ReadonlySet<string>,
	positions: Map<string, Position>
): Promise<LogBatch & { more: string[] }> {
	const parts: Part[] = [];
	const more: string[] = [];
	let gap = false;
	for (const source of await sourcesIn(folder)) {
		if (!changed.has(source.id)) continue;
		const reading = await readAfter(folder, source, positions.get(source.id) ?? null, BATCH_LINES);
		if (reading.gap) positions.delete(source.id);
		if (reading.more) more.push(source.id);
		gap ||= reading.gap;
		parts.push({ id: source.id, lines: reading.lines });
	}
	return { lines: mergeLines(parts, positions), gap, more };
}
