import { describe, expect, it } from 'vitest';
import { askedPath, goMode, statHeader } from './paths.ts';

describe('paths that clients of Docker give', () => {
	it.each([
		['/data', '/data', 'data', false, 'data/', 'data'],
		['data/', '/data', 'data', true, 'data/', 'data'],
		['/data/.', '/data', 'data', true, './', '.'],
		['/a/../../b/f', '/b/f', 'b/f', false, 'f/', 'f'],
		['/', '/', '', true, '/', '/'],
		['/.', '/', '', true, '/', '/'],
		['.', '/', '', true, '/', '/'],
		['/base64:x', '/base64:x', 'base64:YmFzZTY0Ong', false, 'base64:x/', 'base64:x']
	])('%s', (given, path, parts, folder, ofFolder, ofOther) => {
		const asked = askedPath(given);
		expect(asked).toMatchObject({ path, parts, folder });
		expect([asked.prefix('folder'), asked.prefix('other')]).toEqual([ofFolder, ofOther]);
	});

	it.each([
		[0o100644, 0o644],
		[0o104755, 2 ** 23 + 0o755],
		[0o041777, 2 ** 31 + 2 ** 20 + 0o777],
		[0o120777, 2 ** 27 + 0o777],
		[0o020620, 2 ** 26 + 2 ** 21 + 0o620],
		[0o010600, 2 ** 25 + 0o600]
	])('the mode %o as Go has it', (mode, go) => {
		expect(goMode(mode)).toBe(go);
	});

	it('stand in a header', () => {
		const found = { mode: 0o120777, size: 4, modifiedAt: 1_700_000_000, uid: 0, gid: 0 };
		const header = statHeader(askedPath('/a/link'), {
			...found,
			path: Buffer.from('/a/link'),
			target: Buffer.from('/b')
		});
		expect(JSON.parse(Buffer.from(header, 'base64').toString())).toEqual({
			name: 'link',
			size: 4,
			mode: 2 ** 27 + 0o777,
			mtime: '2023-11-14T22:13:20Z',
			linkTarget: '/b'
		});
	});
});
