import { describe, expect, it } from 'vitest';
import { ownRange, parseSubordinateIds, RANGE_SIZE } from './ranges.ts';

const names = { instance: 'dbx', idBase: 524_288 };

describe('a range of ids per container', () => {
	it('lies above the one on the disk, overlaps no other, and stays the same', () => {
		const bases = Array.from({ length: 8191 }, (_, index) => ownRange(index + 1, names, [])!);
		expect(bases[0]).toBe(524_288 + 2 * RANGE_SIZE);
		expect(Math.min(...bases)).toBeGreaterThanOrEqual(524_288 + RANGE_SIZE);
		expect(new Set(bases).size).toBe(8191);
		expect(bases.every((base) => base % RANGE_SIZE === 0)).toBe(true);
		expect(ownRange(77, names, [])).toBe(bases[76]);
	});

	it('keeps out of what belongs to accounts, without moving anybody else', () => {
		const taken = parseSubordinateIds('root:100000:65536\n# no range\nlxd:700000:1000\nbroken:1\n');
		expect(taken).toEqual([
			{ first: 100_000, count: 65_536 },
			{ first: 700_000, count: 1000 }
		]);
		const free = Array.from({ length: 100 }, (_, index) => ownRange(index + 1, names, []));
		const moved = Array.from({ length: 100 }, (_, index) => ownRange(index + 1, names, taken));
		const differing = free.map((base, index) => [base, moved[index]!] as const).filter(([a, b]) => a !== b);
		expect(differing).toEqual([[655_360, 655_360 + 8192 * RANGE_SIZE]]);
		expect(new Set(moved).size).toBe(100);
	});

	it('is none where the host has none left, and for a number that cannot have one', () => {
		expect(ownRange(5, names, [{ first: 0, count: 2 ** 32 }])).toBeNull();
		// The range of a default LXD installation: a billion ids from one million on.
		expect(ownRange(200, names, [{ first: 1_000_000, count: 1_000_000_000 }])).toBeGreaterThan(1_001_000_000);
		for (const number of [0, -1, 1.5, 8192, Number.NaN]) expect(ownRange(number, names, [])).toBeNull();
	});

	it('is another one in another instance on the same host', () => {
		const other = ownRange(2, { ...names, instance: 'dbx0a1b2c' }, [])!;
		expect(other).not.toBe(ownRange(2, names, []));
		expect(other + RANGE_SIZE - 1).toBeLessThanOrEqual(1_879_048_191);
	});
});
