import { describe, expect, it } from 'vitest';
import { sparkPath } from './spark.ts';

describe('the outline of a small chart', () => {
	it('draws nothing from fewer than two values', () => {
		expect(sparkPath([], { height: 10, max: 1 })).toEqual({ line: '', area: '', width: 1 });
		expect(sparkPath([1], { height: 10, max: 1, count: 60 })).toEqual({ line: '', area: '', width: 59 });
	});

	it('scales to the top, a unit for each step', () => {
		expect(sparkPath([0, 5, 10, 4], { height: 10, max: 10 })).toEqual({
			line: 'M0 10l1-5l1-5l1 6',
			area: 'M0 10l1-5l1-5l1 6V10H0Z',
			width: 3
		});
	});

	it('rises with a value above the top, and fills the right end when there are few', () => {
		expect(sparkPath([10, 20], { height: 10, max: 10 }).line).toBe('M0 5l1-5');
		expect(sparkPath([10, 10], { height: 10, max: 10, count: 5 })).toEqual({
			line: 'M3 0l1 0',
			area: 'M3 0l1 0V10H3Z',
			width: 4
		});
	});

	it('does not drift: steps between whole numbers add up to the last value', () => {
		const values = Array.from({ length: 500 }, (_, index) => (index * 7.3) % 10);
		const { line } = sparkPath(values, { height: 40, max: 10 });
		const numbers = line
			.slice(1)
			.split('l')
			.map((step) => Number(/-?\d+$/.exec(step)?.[0]));
		const end = numbers.reduce((sum, number) => sum + number, 0);
		expect(end).toBe(Math.round(40 - ((values.at(-1) ?? 0) / 10) * 40));
	});
});
