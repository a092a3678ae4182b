import { describe, expect, it } from 'vitest';
import { sparkPath } from './spark.ts';

describe('the outline of a small chart', () => {
	it('draws nothing from fewer than two values', () => {
		expect(sparkPath([], { width: 100, height: 10, max: 1 })).toEqual({ line: '', area: '' });
		expect(sparkPath([1], { width: 100, height: 10, max: 1 })).toEqual({ line: '', area: '' });
	});

	it('scales to the top and spans the width', () => {
		expect(sparkPath([0, 5, 10], { width: 100, height: 10, max: 10 })).toEqual({
			line: 'M0 10L50 5L100 0',
			area: 'M0 10L50 5L100 0L100 10L0 10Z'
		});
	});

	it('rises with a value above the top, and fills the right end when there are few', () => {
		expect(sparkPath([10, 20], { width: 100, height: 10, max: 10 }).line).toBe('M0 5L100 0');
		expect(sparkPath([10, 10], { width: 100, height: 10, max: 10, count: 5 }).line).toBe('M75 0L100 0');
	});
});
