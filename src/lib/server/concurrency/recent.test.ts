import { describe, expect, it } from 'vitest';
import { createRecent } from './recent.ts';

describe('a map of what was kept last', () => {
	const filled = (most: number, ...keys: string[]) => {
		const recent = createRecent<string, number>(most);
		keys.forEach((key, at) => recent.set(key, at));
		return recent;
	};

	it.each<[what: string, most: number, set: string[], left: string[]]>([
		['holds all that there is room for', 3, ['a', 'b', 'c'], ['a', 'b', 'c']],
		['drops the oldest', 2, ['a', 'b', 'c'], ['b', 'c']],
		['keeps what was set again', 2, ['a', 'b', 'a', 'c'], ['a', 'c']],
		['counts a key once', 2, ['a', 'a', 'a', 'b'], ['a', 'b']],
		['of one entry holds the last', 1, ['a', 'b', 'c'], ['c']],
		['of none holds nothing', 0, ['a'], []]
	])('%s', (_what, most, set, left) => {
		expect([...filled(most, ...set).keys()]).toEqual(left);
	});

	it('gives the last value, and a look is no use', () => {
		const recent = filled(2, 'a', 'b', 'b');
		expect([recent.get('a'), recent.get('b'), recent.has('c')]).toEqual([0, 2, false]);
		recent.set('c', 3);
		expect(recent.has('a')).toBe(false);
	});

	it('has room again for what was deleted', () => {
		const recent = filled(2, 'a', 'b');
		expect(recent.delete('b')).toBe(true);
		expect([...recent.set('c', 1)]).toEqual([
			['a', 0],
			['c', 1]
		]);
	});
});
