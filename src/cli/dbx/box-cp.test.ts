import { describe, expect, it } from 'vitest';
import { pathInBox, placeOf, targetOf } from './box-cp.ts';

describe('what is copied', () => {
	it.each([
		['web:/srv/data', { box: 'web', path: '/srv/data' }],
		['web:etc', { box: 'web', path: 'etc' }],
		['web:/a:b', { box: 'web', path: '/a:b' }],
		['./web:x', { here: './web:x' }],
		['/tmp/web:x', { here: '/tmp/web:x' }],
		['notes.txt', { here: 'notes.txt' }],
		['-', { here: '-' }]
	])('%s is %j', (given, place) => {
		expect(placeOf(given)).toEqual(place);
	});
	it('is never all of a box without a path', () => {
		expect(() => placeOf('web:')).toThrow(/names no path/);
	});
});

it.each([
	['/', ''],
	['/srv/data/', 'srv/data'],
	['./etc//passwd', 'etc/passwd'],
	['/a/../b', 'a/../b']
])('the API takes %s as “%s”', (given, path) => {
	expect(pathInBox(given)).toBe(path);
});

describe('where it comes to stand', () => {
	it.each([
		['/srv', 'folder', '/srv/notes'],
		['/srv/new', null, '/srv/new'],
		['/srv/old', 'file', '/srv/old']
	] as const)('%s, which is %s: %s', (given, there, target) => {
		expect(targetOf(given, 'notes', there)).toBe(target);
	});
	it('is no folder that is not there', () => {
		expect(() => targetOf('/srv/', 'notes', null)).toThrow(/no folder/);
	});
});
