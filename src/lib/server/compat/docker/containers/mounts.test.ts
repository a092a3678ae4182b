import { describe, expect, it } from 'vitest';
import { DockerError } from '../errors.ts';
import { readAsked } from './asked.ts';
import { readBind, readMount, readTmpfs, wantedMounts } from './mounts.ts';

describe('mounts', () => {
	it.each([
		['data:/d', { kind: 'volume', name: 'data', target: '/d', readonly: false }],
		['data:/d:ro', { kind: 'volume', name: 'data', target: '/d', readonly: true }],
		['/srv/x/:/d/:rw,z', { kind: 'folder', source: '/srv/x', target: '/d', readonly: false }],
		['/srv/../etc:/d', { kind: 'folder', source: '/etc', target: '/d', readonly: false }],
		['/d', { kind: 'volume', name: null, target: '/d', readonly: false }]
	])('%s', (text, wanted) => {
		expect(readBind(text)).toEqual(wanted);
	});
	it.each(['', 'data', 'a:b', 'a:/b:c:d', ':/d', 'data:/d:shared', './x:/d', 'data:/', 'a b:/d'])('not %j', (text) => {
		expect(() => readBind(text)).toThrow(DockerError);
	});
	it('in memory have the size that is asked for', () => {
		expect(readTmpfs('/t', 'rw,size=64m,mode=1777')).toEqual({
			kind: 'memory',
			sizeBytes: 64 * 1024 ** 2,
			target: '/t'
		});
		expect(readTmpfs('/t', '')).toEqual({ kind: 'memory', sizeBytes: null, target: '/t' });
		expect(() => readTmpfs('/t', 'size=lots')).toThrow('invalid tmpfs option');
	});
	it('come in the long form too', () => {
		const mount = (given: object) => readMount({ Type: undefined, ...given } as Parameters<typeof readMount>[0]);
		expect(mount({ Type: 'bind', Source: '/a', Target: '/b', ReadOnly: true })).toMatchObject({
			kind: 'folder',
			readonly: true
		});
		expect(mount({ Type: 'volume', Target: '/b' })).toMatchObject({ kind: 'volume', name: null });
		expect(() => mount({ Type: 'npipe', Target: '/b' })).toThrow('mount type unknown');
		expect(() => mount({ Type: 'bind', Source: 'a', Target: '/b' })).toThrow('absolute');
	});
	it('are each in a place of their own, and go before those of the image', () => {
		const asked = readAsked({ HostConfig: { Binds: ['a:/x'], Tmpfs: { '/y': '' } }, Volumes: { '/x': {}, '/z': {} } });
		expect(wantedMounts(asked, ['/x', '/w']).map(({ target }) => target)).toEqual(['/x', '/y', '/z', '/w']);
		const twice = readAsked({ HostConfig: { Binds: ['a:/x', 'b:/x/'] } });
		expect(() => wantedMounts(twice, [])).toThrow('Duplicate mount point: /x');
	});
});
