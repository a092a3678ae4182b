import { describe, expect, it } from 'vitest';
import { savedAs } from './answers.ts';
import { rangeIn } from './ranges.ts';

describe('ranges of a file of ten bytes', () => {
	it.each([
		[undefined, null],
		['bytes=0-3', { start: 0, length: 4 }],
		['bytes=4-', { start: 4, length: 6 }],
		['bytes=-3', { start: 7, length: 3 }],
		['bytes=-30', { start: 0, length: 10 }],
		['bytes=8-99', { start: 8, length: 2 }],
		['bytes=10-', 'unsatisfiable'],
		['bytes=-0', 'unsatisfiable'],
		['bytes=5-4', null],
		['bytes=0-1,3-4', null],
		['bytes=-', null],
		['lines=0-3', null],
		['bytes=99999999999999999999-', null]
	])('%s', (header, wanted) => {
		expect(rangeIn(header, 10)).toEqual(wanted);
	});

	it('of an empty file there are none', () => {
		expect(rangeIn('bytes=0-', 0)).toBe('unsatisfiable');
	});
});

describe('names of downloads', () => {
	it.each([
		['a b.txt', `attachment; filename="a b.txt"; filename*=UTF-8''a%20b.txt`],
		['ü"\\.txt', `attachment; filename="___.txt"; filename*=UTF-8''%C3%BC%22_.txt`],
		['a\r\nset-cookie: x', `attachment; filename="a__set-cookie: x"; filename*=UTF-8''a__set-cookie%3A%20x`],
		['../up', `attachment; filename=".._up"; filename*=UTF-8''.._up`],
		["it's (1)*", `attachment; filename="it's (1)*"; filename*=UTF-8''it%27s%20%281%29%2A`]
	])('%j', (name, wanted) => {
		expect(savedAs(name)).toBe(wanted);
	});
});
