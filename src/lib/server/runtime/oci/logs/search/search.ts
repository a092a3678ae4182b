/**
 * Searches all logs of a folder in the order of time. It proceeds by blocks, always in the log that
 * is furthest behind, until it has enough lines, its time is over, or everything is searched. The
 * next call continues from there. Runs in its own thread.
 */
import { messageOf } from '../../../../../contract/errors.ts';
import type { LogFilter, LogLine, LogPage } from '../../../types.ts';
import { costOf, type Bound } from '../bounds.ts';
import { formatCursor, formatLoneCursor } from '../cursor.ts';
import type { Place, PlacedLine } from '../entries.ts';
import { asLogLine } from '../merging.ts';
import type { Position } from '../read-lines.ts';
import { createMatcher } from './matcher.ts';
import { createScanner, openLogs, type Scanner } from './scan.ts';

export interface SearchRequest {
	folder: string;
	service: string | undefined;
	/** Milliseconds since the epoch. */
	since: number | undefined;
	until: number | undefined;
	filter: LogFilter;
	forwards: boolean;
	bound: Bound;
	/** Start positions by source; null for the end of all logs, or forwards for their beginning. */
	from: [string, Position][] | null;
}

/** Why an expression is invalid, in the regular expression engine's words. */
export interface BadExpression {
	bad: string;
}

/** Progress of the search in one log. */
interface Head {
	id: string;
	scanner: Scanner;
	/** Found lines that are not returned yet, in the order of returning. */
	found: PlacedLine[];
	/** The log is searched up to this place. */
	place: Place;
	/** No line still to be found is earlier than this (backwards: later). */
	time: number;
	over: boolean;
}

/**
 * @param budgetMs time after which no further block is searched
 * @param cursor the caller's cursor, returned for a page without progress
 */
export function searchLogs(request: SearchRequest, budgetMs: number, cursor: string): LogPage | BadExpression {
	let matcher;
	try {
		matcher = createMatcher(request.filter);
	} catch (error) {
		return { bad: messageOf(error) };
	}
	const opened = openLogs(request.folder, request.service).filter(({ files }) => files.length > 0);
	const heads = opened.map(({ source, files }) =>
		headOf(source.id, createScanner(source.service, files, matcher), request)
	);
	try {
		return collect(heads, request, performance.now() + budgetMs, cursor);
	} finally {
		for (const { scanner } of heads) scanner.close();
	}
}

function headOf(id: string, scanner: Scanner, { from, forwards }: SearchRequest): Head {
	const given = from?.find(([source]) => source === id)?.[1];
	const nothing = from !== null && !given && !forwards;
	const place = given ? (forwards ? given.resume : given.end) : forwards ? scanner.start : scanner.end;
	return { id, scanner, found: [], place, time: forwards ? -Infinity : Infinity, over: nothing };
}

function collect(heads: readonly Head[], request: SearchRequest, deadline: number, cursor: string): LogPage {
	const { forwards, bound, since = -Infinity, until = Infinity } = request;
	const lines: LogLine[] = [];
	const given = new Map<string, PlacedLine>();
	let bytes = 0;
	let stopped = false;
	while (!stopped) {
		const head = furthestBehind(heads, forwards);
		if (!head) break;
		const line = head.found[0];
		if (!line) {
			if (performance.now() > deadline) stopped = true;
			else scanNext(head, request);
			continue;
		}
		if (lines.length >= bound.lines || (bytes >= bound.bytes && lines.length > 0)) {
			stopped = true;
			continue;
		}
		head.found.shift();
		if (line.at < since || line.at >= until) continue;
		const { time, end, resume } = line;
		const found = asLogLine(line, head.id, formatLoneCursor(head.id, { end, resume }, time));
		bytes += costOf(found);
		lines.push(found);
		given.set(head.id, line);
	}
	const reached = formatCursor(
		new Map(heads.map((head) => [head.id, placeOf(head, given.get(head.id), forwards)])),
		null
	);
	const more = stopped;
	if (forwards) return { lines, start: cursor, older: cursor !== '', cursor: reached || cursor, more, gap: false };
	return {
		lines: lines.reverse(),
		start: more ? reached : '',
		older: more,
		cursor: lines.at(-1)?.cursor ?? cursor,
		more: false,
		gap: false
	};
}

/**
 * The log to continue with: backwards the one with the latest line, forwards the one with the
 * earliest.
 */
function furthestBehind(heads: readonly Head[], forwards: boolean): Head | null {
	let first: Head | null = null;
	const timeOf = (head: Head) => head.found[0]?.time ?? head.time;
	for (const head of heads) {
		if (head.over && head.found.length === 0) continue;
		if (!first || (forwards ? timeOf(head) < timeOf(first) : timeOf(head) > timeOf(first))) first = head;
	}
	return first;
}

function scanNext(head: Head, { forwards, from, since = -Infinity, until = Infinity }: SearchRequest): void {
	const { scanner } = head;
	const block = forwards ? scanner.blockBehind(head.place) : scanner.blockBefore(head.place);
	if (!block) {
		head.over = true;
		return;
	}
	const time = scanner.timeOf(block);
	const found = forwards && time >= until ? [] : scanner.matches(block);
	const end = from?.find(([source]) => source === head.id)?.[1].end;
	if (forwards) {
		const behind = (line: PlacedLine) => !end || line.end.generation !== end.generation || line.end.offset > end.offset;
		head.found = found.filter(behind);
		head.place = scanner.placeAt(block.index, block.to);
		head.time = scanner.timeBehind(block);
		if (time >= until) head.over = true;
		return;
	}
	// Sorted by their beginnings, from which the next search continues: a line may begin within
	// another line.
	head.found = found.sort((a, b) => b.from.offset - a.from.offset);
	head.place = scanner.placeAt(block.index, block.from);
	head.time = time;
	if (time < since || (block.index === 0 && block.from === 0)) head.over = true;
}

/** The earliest beginning of the lines of one block. */
function earliest(lines: readonly PlacedLine[]): Place {
	return lines.reduce((first, { from }) => (from.offset < first.offset ? from : first), lines[0]!.from);
}

/** Where the next search continues in a log, so that each line is returned once. */
function placeOf(head: Head, last: PlacedLine | undefined, forwards: boolean): Position {
	const next = head.found[0];
	if (forwards) {
		const place = next ? earliest(head.found) : head.place;
		const end = next && last ? last.end : place;
		return { end, resume: place };
	}
	// Lines are selected by their beginning: this line begins before the place, and no later one
	// does.
	const place = next ? { ...next.from, offset: next.from.offset + 1 } : head.place;
	return { end: place, resume: place };
}
