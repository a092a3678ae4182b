import { describe, expect, it } from 'vitest';
import { failuresAfter, waitAfter } from './backoff.ts';

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
