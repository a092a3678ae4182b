/** Merges the logs of a container in the order of writing, and gives each line its cursor. */
import type { LogLine } from '../../types.ts';
import { formatCursor } from './cursor.ts';
import type { PlacedLine } from './entries.ts';
import { isNoteSource } from './files.ts';
import type { Position } from './read-lines.ts';

/** Lines of one log, in the order of the file. */
export interface Part {
	id: string;
	lines: readonly PlacedLine[];
}

/** A difference of up to this many milliseconds does not count as a clock that was set back. */
const SAME_CLOCK_MS = 1000;

/**
 * Keeps the order of the file within a log; between logs, the earlier line comes first. Where the
 * clock was set back, lines from before come before lines from after that, whatever their times
 * say.
 * @param positions before the first line of each part; updated
 * @param now lines with a later time were written before the clock was set back; milliseconds since
 *   the epoch
 */
export function mergeLines(
	parts: readonly Part[],
	positions: Map<string, Position>,
	now: number = Date.now()
): LogLine[] {
	const heads = parts.map((part) => ({ ...part, back: stepsBack(part.lines, now), next: 0 }));
	const lines: LogLine[] = [];
	for (;;) {
		let first: (typeof heads)[number] | null = null;
		for (const head of heads) {
			if (head.next < head.lines.length && (first === null || isEarlier(head, first))) first = head;
		}
		if (!first) return lines;
		const line = first.lines[first.next++]!;
		positions.set(first.id, { end: line.end, resume: line.resume });
		lines.push(asLogLine(line, first.id, formatCursor(positions, first.id)));
	}
}

/** Converts a line to the form that readers receive. @param id id of its source */
export function asLogLine({ at, service, stream, text }: PlacedLine, id: string, cursor: string): LogLine {
	return { at, service, stream, text, cursor, ...(isNoteSource(id) && { box: true }) };
}

interface Head {
	lines: readonly PlacedLine[];
	back: Uint16Array;
	next: number;
}

function isEarlier(a: Head, b: Head): boolean {
	const [backA, backB] = [a.back[a.next]!, b.back[b.next]!];
	return backA === backB ? a.lines[a.next]!.time < b.lines[b.next]!.time : backA > backB;
}

/** For each line, how often the clock was set back after it. */
function stepsBack(lines: readonly PlacedLine[], now: number): Uint16Array {
	const back = new Uint16Array(lines.length);
	let steps = (lines.at(-1)?.time ?? 0) > now + SAME_CLOCK_MS ? 1 : 0;
	for (let i = lines.length - 1; i >= 0; i--) {
		if (i + 1 < lines.length && lines[i]!.time > lines[i + 1]!.time + SAME_CLOCK_MS) steps++;
		back[i] = steps;
	}
	return back;
}
