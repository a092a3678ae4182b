import { describe, expect, it } from 'vitest';
import { chooseTag, needClean, newestTag, readTags } from './tag.ts';

const id = (digit: string) => digit.repeat(40);
const one = [{ name: 'A', version: '1.2.0' }];
const two = [...one, { name: 'B', version: '0.1.0' }];

it('tags lead to their commits', () => {
	const text = [
		`${id('a')}\trefs/tags/v1.0.0`,
		`${id('b')}\trefs/tags/v1.1.0`,
		`${id('c')}\trefs/tags/v1.1.0^{}`,
		`${id('d')}\trefs/tags/odd/name`,
		'nonsense'
	].join('\n');
	expect(readTags(text)).toEqual([
		{ name: 'v1.0.0', commit: id('a') },
		{ name: 'v1.1.0', commit: id('c') },
		{ name: 'odd/name', commit: id('d') }
	]);
	expect(newestTag(readTags(text))).toBe('v1.1.0');
	expect(newestTag([])).toBeNull();
});

describe('the tag', () => {
	it.each([
		[undefined, one, 'v1.2.0'],
		['v1.2.0', one, 'v1.2.0'],
		['1.2.0', one, 'v1.2.0'],
		['v3.0.0-beta.1', two, 'v3.0.0-beta.1'],
		[undefined, [{ name: 'A', version: '1.0.0-rc.1+5' }], 'v1.0.0-rc.1+5']
	])('asked for %s', (asked, pups, tag) => expect(chooseTag(asked, pups, null)).toBe(tag));

	it.each([
		[undefined, two, 'no-tag', /2 pups/],
		['v1.3.0', one, 'other-version', /has version 1\.2\.0/],
		['latest', two, 'bad-version', /“latest” is not a version tag/],
		['v1', two, 'bad-version', /“v1” is not a version tag/],
		['--mirror', two, 'bad-version', /not a version tag/],
		[undefined, [{ name: 'A', version: 'v1.0.0' }], 'bad-version', /“v1\.0\.0” is not a semantic version|“vv1/],
		[undefined, [{ name: 'A', version: '1.0' }], 'bad-version', /“1\.0” is not a semantic version/]
	])('is not %s', (asked, pups, code, message) => {
		expect(() => chooseTag(asked, pups, 'v0.9.0')).toThrow(
			expect.objectContaining({ code, message: expect.stringMatching(message) as string })
		);
	});
});

it('a working tree is clean, or its changes are named', () => {
	expect(() => needClean('')).not.toThrow();
	expect(() => needClean(' M app.py\0?? new file\0')).toThrow('uncommitted changes: app.py, new file.');
	expect(() => needClean(Array.from({ length: 7 }, (_, at) => ` M f${at}\0`).join(''))).toThrow('f4 and 2 more');
});
