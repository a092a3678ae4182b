/**
 * Puts the logs of a container together in the order of writing, and gives each line its cursor.
 */
import type { LogLine } from '../../types.ts';
import { formatCursor } from './cursor.ts';
import type { PlacedLine } from './entries.ts';
import type { Position } from './reading.ts';

/** Lines of one log, in the order of the file. */
export interface Part {
	id: string;
	lines: readonly PlacedLine[];
}

/**
 * The order within a log is that of its file; between logs the earlier line comes first, also where
 * a clock was set back meanwhile.
 * @param positions before the first line of each part; they are moved on
 */
export function mergeLines(parts: readonly Part[], positions: Map<string, Position>): LogLine[] {
	const heads = parts.map((part) => ({ ...part, next: 0 }));
	const lines: LogLine[] = [];
	for (;;) {
		let first: (typeof heads)[number] | null = null;
		for (const head of heads) {
			const line = head.lines[head.next];
			if (line && (first === null || line.time < first.lines[first.next]!.time)) first = head;
		}
		if (!first) return lines;
		const { at, service, stream, text, end, resume } = first.lines[first.next++]!;
		positions.set(first.id, { end, resume });
		lines.push({ at, service, stream, text, cursor: formatCursor(positions, first.id) });
	}
}
