import { describe, expect, it } from 'vitest';
import type { PlacedLine } from './entries.ts';
import { mergeLines, type Part } from './merging.ts';

const NOW = 10_000_000;
const HOUR = 3_600_000;

/** A log with lines of these times. The text of a line is its place in the order of writing. */
function part(id: string, ...lines: [order: number, time: number][]): Part {
	return {
		id,
		lines: lines.map(([order, time], index): PlacedLine => {
			const end = { generation: id, offset: index + 1 };
			return { at: time, time, service: id, stream: 'stdout', text: String(order), from: end, end, resume: end };
		})
	};
}
const merged = (...parts: Part[]) => mergeLines(parts, new Map(), NOW).map((line) => Number(line.text));

describe('logs of several services', () => {
	it.each<[what: string, parts: Part[]]>([
		['by the clock', [part('a', [1, 10], [3, 30]), part('b', [2, 20], [4, 40])]],
		[
			'where the clock was set back by an hour',
			[part('a', [1, NOW - 50], [3, NOW - HOUR], [5, NOW - HOUR + 20]), part('b', [2, NOW - 40], [4, NOW - HOUR + 10])]
		],
		[
			'where one of them has written nothing since',
			[part('a', [1, NOW + HOUR], [3, NOW - 30]), part('b', [2, NOW + HOUR + 10]), part('c', [4, NOW - 20])]
		],
		[
			'where another has only written since',
			[part('a', [1, NOW - 50], [2, NOW - HOUR], [4, NOW - HOUR + 20]), part('b', [3, NOW - HOUR + 10])]
		],
		[
			'where it was set back twice',
			[
				part('a', [1, NOW - 50], [3, NOW - HOUR], [5, NOW - 2 * HOUR]),
				part('b', [2, NOW - 40], [4, NOW - HOUR + 10], [6, NOW - 2 * HOUR + 10])
			]
		],
		['where two processors differ by a little', [part('a', [1, 1000], [2, 999]), part('b', [3, 1001])]]
	])('come in the order of writing, %s', (_, parts) => {
		const count = parts.reduce((sum, { lines }) => sum + lines.length, 0);
		expect(merged(...parts)).toEqual(Array.from({ length: count }, (_, index) => index + 1));
		expect(merged(...parts.toReversed())).toEqual(Array.from({ length: count }, (_, index) => index + 1));
	});
});
