import { describe, expect, it } from 'vitest';
import { bounded } from './bounded.ts';

const lines = (count: number, text = 'x'.repeat(90)) => Array.from({ length: count }, (_, at) => ({ at, text }));

describe('an answer', () => {
	it('that is short stays as it is', () => {
		const answer = { pups: [1, 2] };
		expect(bounded(answer, [])).toEqual({ answer });
	});

	it('that is long loses the end of its longest list, and says so', () => {
		const { answer, cut } = bounded({ lines: lines(1000), more: true, few: [1, 2] }, ['before', 'limit'], 10_000);
		const { lines: kept, few } = answer as { lines: unknown[]; few: number[] };
		expect(JSON.stringify(answer).length).toBeLessThanOrEqual(10_000);
		expect(kept.length).toBeGreaterThan(50);
		expect(few).toEqual([1, 2]);
		expect(cut).toBe(
			`The answer has ${JSON.stringify({ lines: lines(1000), more: true, few: [1, 2] }).length} characters and was cut. “lines” has 1000 entries, of which ${kept.length} are included. Request less, or continue, with: before, limit.`
		);
	});

	it.each<[string, unknown]>([
		['one long text', { text: 'y'.repeat(100_000) }],
		['many long texts', { all: lines(50, 'z'.repeat(50_000)) }],
		['lists in lists', { all: Array.from({ length: 100 }, () => lines(100)) }],
		['many members', Object.fromEntries(Array.from({ length: 5000 }, (_, at) => [`member${at}`, at]))],
		['a text alone', 'w'.repeat(100_000)]
	])('of %s fits', (_what, value) => {
		const { answer, cut } = bounded(value, [], 10_000);
		expect(JSON.stringify(answer).length).toBeLessThan(11_000);
		expect(cut).toMatch(/was cut/);
	});
});
