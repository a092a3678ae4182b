import { mkdtemp, open, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { bytesOf, pathInBox, placeOf, targetOf } from './box-cp.ts';

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
		expect(() => placeOf('web:')).toThrow(/has no path/);
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

describe('a part of a file', () => {
	it.each([
		[0, 10, '0123456789'],
		[3, 7, '3456'],
		[10, 10, ''],
		[8, 12, null]
	])('from %i to %i of ten bytes', async (from, to, part) => {
		const folder = await mkdtemp(join(tmpdir(), 'dogebox-box-cp-'));
		const file = join(folder, 'ten');
		await writeFile(file, '0123456789');
		const handle = await open(file);
		try {
			const read = buffer(bytesOf(handle, from, to));
			if (part === null) await expect(read).rejects.toThrow(/became shorter/);
			else expect((await read).toString()).toBe(part);
		} finally {
			await handle.close();
			await rm(folder, { recursive: true });
		}
	});
});
