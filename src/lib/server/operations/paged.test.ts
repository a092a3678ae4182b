import { describe, expect, it } from 'vitest';
import { byId, paged } from './paged.ts';

const all = ['a', 'b', 'c', 'd', 'e'].map((id) => ({ id }));
const ids = (page: { all: { id: string }[] }) => page.all.map(byId).join('');
const first = paged('all', all, { limit: 2 }, byId);

describe('a list page by page', () => {
	it('gives all where no limit is named', () => {
		expect(paged('all', all, {}, byId)).toEqual({ all, next: null });
	});

	it('goes on behind the last page until there is no more', () => {
		const second = paged('all', all, { limit: 2, after: first.next! }, byId);
		const third = paged('all', all, { limit: 2, after: second.next! }, byId);
		expect([first, second, third].map(ids)).toEqual(['ab', 'cd', 'e']);
		expect(third.next).toBeNull();
		expect(paged('all', all, { limit: 5 }, byId).next).toBeNull();
	});

	it.each([
		['the last one given is gone', 'acde', 'cd'],
		['one of those given is gone', 'bcde', 'cd'],
		['one came in front', 'xabcde', 'cd'],
		['all that followed are gone', 'ab', ''],
		['all of it is gone', '', '']
	])('goes on where %s', (_, now, expected) => {
		const list = [...now].map((id) => ({ id }));
		expect(ids(paged('all', list, { limit: 2, after: first.next! }, byId))).toBe(expected);
	});

	it.each(['', 'nonsense', '__proto__', Buffer.from('-1 a').toString('base64url')])(
		'refuses “%s” as a place',
		(after) => {
			expect(() => paged('all', all, { after }, byId)).toThrow(/not the end of a page/);
		}
	);
});
