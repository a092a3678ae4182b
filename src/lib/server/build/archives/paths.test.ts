import { describe, expect, it } from 'vitest';
import { foldersOf } from './paths.ts';

describe('the place of an archive', () => {
	it.each([
		['/opt', ['opt']],
		['/opt/dogecoin', ['opt', 'dogecoin']],
		['/usr/local', ['usr', 'local']],
		['/var/lib/x', ['var', 'lib', 'x']],
		['/runner', ['runner']]
	])('may be %s', (path, folders) => expect(foldersOf(path)).toEqual(folders));

	it('is below /usr where the system has only a link', () => {
		expect(foldersOf('/lib/x')).toEqual(['usr', 'lib', 'x']);
		expect(foldersOf('/bin')).toEqual(['usr', 'bin']);
	});

	it.each(
		[
			'/',
			'',
			'opt',
			'./opt',
			'/opt/',
			'/opt//x',
			'/opt/./x',
			'/opt/../etc',
			'/opt/\0',
			'/var/run/x',
			`/${'x'.repeat(256)}`
		].concat(['proc', 'sys', 'dev', 'pup', 'storage', 'tmp', 'run'].flatMap((name) => [`/${name}`, `/${name}/below`]))
	)('may not be %j', (path) => {
		expect(() => foldersOf(path)).toThrow(expect.objectContaining({ code: 'invalid-input', status: 422 }) as Error);
	});
});
