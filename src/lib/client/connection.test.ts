import { expect, it } from 'vitest';
import { backOff } from './connection.ts';

it('waits longer after each failure, never beyond the limit, never at the same moment as all others', () => {
	expect(backOff(1, 0)).toBe(200);
	expect(backOff(1, 1)).toBe(800);
	expect(backOff(3, 1)).toBe(3200);
	expect(backOff(50, 1)).toBe(15_000);
	expect(backOff(50, 0)).toBe(3750);
});
