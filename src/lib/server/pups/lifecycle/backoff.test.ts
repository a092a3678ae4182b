import { describe, expect, it } from 'vitest';
import { failuresAfter, flappingOf, recentEnds, waitAfter } from './backoff.ts';

describe('back-off', () => {
	it('doubles up to a minute', () => {
		expect([1, 2, 3, 4, 5, 6, 7, 8, 1000].map(waitAfter)).toEqual([
			1000, 2000, 4000, 8000, 16000, 32000, 60000, 60000, 60000
		]);
	});
	it('begins anew after a minute of running', () => {
		expect(failuresAfter(4, 59_999)).toBe(5);
		expect(failuresAfter(4, 60_000)).toBe(1);
		expect(failuresAfter(4, null)).toBe(5);
	});
});

describe('flapping', () => {
	it('is three ends within ten minutes, said in whole minutes', () => {
		expect(flappingOf([], 0)).toBeNull();
		expect(flappingOf([0, 1000], 2000)).toBeNull();
		expect(flappingOf([0, 1000, 2000], 2000)).toEqual({ ends: 3, minutes: 1 });
		expect(flappingOf([0, 60_000, 61_000, 300_000], 300_000)).toEqual({ ends: 4, minutes: 5 });
	});
	it('is over when the first ends are ten minutes ago', () => {
		expect(recentEnds([0, 1000, 599_999], 599_999)).toHaveLength(3);
		expect(recentEnds([0, 1000, 599_999], 600_000)).toEqual([1000, 599_999]);
	});
});
