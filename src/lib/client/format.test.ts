import { describe, expect, it } from 'vitest';
import { duration } from './duration.ts';
import { bytes, percent, plural, rate } from './format.ts';
import { ago } from './moments.ts';

describe('numbers as the owner reads them', () => {
	it.each([
		[0, '0 B'],
		[999, '999 B'],
		[1000, '1.0 kB'],
		[48_200_000, '48 MB'],
		[4_260_000_000, '4.3 GB'],
		[16e9, '16.0 GB'],
		[999_600_000, '1.0 GB'],
		[-5, '0 B']
	])('%d bytes are %s', (size, words) => expect(bytes(size)).toBe(words));

	it('tells rates and shares', () => {
		expect(rate(1500)).toBe('1.5 kB/s');
		expect(percent(0)).toBe('0 %');
		expect(percent(0.01)).toBe('<0.1 %');
		expect(percent(3)).toBe('3 %');
		expect(percent(9.97)).toBe('10 %');
		expect(percent(150.4)).toBe('150 %');
	});

	it('counts', () => {
		expect(plural(1, 'pup')).toBe('1 pup');
		expect(plural(2, 'pup')).toBe('2 pups');
		expect(plural(0, 'entry', 'entries')).toBe('0 entries');
	});
});

describe('moments', () => {
	const now = Date.UTC(2026, 10, 22, 12);

	it.each([
		[0, '0 s'],
		[59_400, '59 s'],
		[250_000, '4 min 10 s'],
		[11 * 60_000 + 5000, '11 min'],
		[3 * 3_600_000 + 300_000, '3 h 5 min'],
		[25 * 3_600_000, '1 day 1 h'],
		[12 * 86_400_000, '12 days']
	])('%d ms last %s', (length, words) => expect(duration(length)).toBe(words));

	it.each([
		[-10_000, 'in 10 s'],
		[-1000, 'now'],
		[10_000, 'just now'],
		[300_000, '5 min ago'],
		[3_600_000, '1 hour ago'],
		[3 * 86_400_000, '3 days ago'],
		[20 * 86_400_000, '2 Nov 2026']
	])('%d ms before now is %s', (distance, words) => expect(ago(now - distance, now)).toBe(words));
});
