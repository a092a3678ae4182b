import { expect, it } from 'vitest';
import { backOff } from './index.ts';

it('waits longer after each failure, up to a bound', () => {
	const rule = { firstMs: 250, mostMs: 30_000 };
	const waits = [0, 1, 2, 3, 7, 8, 9, 5000].map((failures) => backOff(rule, failures));
	expect(waits).toEqual([0, 250, 500, 1000, 16_000, 30_000, 30_000, 30_000]);
	expect(backOff({ firstMs: 5, mostMs: 1000, factor: 3 }, 4)).toBe(135);
});
