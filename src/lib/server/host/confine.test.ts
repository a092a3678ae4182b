import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as v from 'valibot';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { confine, containerId, isWithin, plainPath, processName } from './confine.ts';
import type { HostPaths } from './types.ts';

let data: string;
let paths: HostPaths;
beforeEach(() => {
	data = mkdtempSync(join(tmpdir(), 'confine-'));
	paths = {
		data,
		storage: join(data, 'storage'),
		images: join(data, 'images'),
		logs: join(data, 'logs'),
		run: join(data, 'run')
	};
	mkdirSync(paths.run);
});
afterEach(() => rmSync(data, { recursive: true }));

describe('paths of verbs', () => {
	it('may lie in the allowed folders, also when they do not exist yet', async () => {
		await expect(confine(paths, join(paths.run, 'a/b/c'), ['run'])).resolves.toBe(join(paths.run, 'a/b/c'));
		await expect(confine(paths, paths.run, ['run'])).resolves.toBe(paths.run);
	});

	it('may not lead elsewhere, by text or through a link', async () => {
		await expect(confine(paths, '/etc/passwd', ['data', 'run'])).rejects.toMatchObject({ code: 'invalid-host-call' });
		await expect(confine(paths, join(paths.run, '../storage'), ['run'])).rejects.toMatchObject({
			code: 'invalid-host-call'
		});
		symlinkSync('/etc', join(paths.run, 'link'));
		await expect(confine(paths, join(paths.run, 'link'), ['run'])).rejects.toMatchObject({ code: 'invalid-host-call' });
		await expect(confine(paths, join(paths.run, 'link/passwd'), ['run'])).rejects.toMatchObject({
			code: 'invalid-host-call'
		});
		await expect(confine(paths, join(paths.run, 'link/new/file'), ['run'])).rejects.toMatchObject({
			code: 'invalid-host-call'
		});
	});

	it('know a folder from one whose name begins the same', () => {
		expect(isWithin('/data/run', '/data/run/x')).toBe(true);
		expect(isWithin('/data/run', '/data/running')).toBe(false);
		expect(isWithin('/', '/anything')).toBe(true);
	});

	it('hold nothing that mount options give a meaning', () => {
		expect(v.is(plainPath, '/data/my layer/1')).toBe(true);
		for (const path of ['relative', '/a/../b', '/a//b', '/a:b', '/a,b', '/a\\b', '/a\nb', '/a"b'])
			expect(v.is(plainPath, path), path).toBe(false);
	});
});

describe('names', () => {
	it('of containers are 32 hex digits or throw-away ones', () => {
		expect(v.is(containerId, 'a'.repeat(32))).toBe(true);
		expect(v.is(containerId, 'build-0f')).toBe(true);
		for (const id of ['', '..', 'a', 'A'.repeat(32), `${'a'.repeat(31)}.`, 'build-', 'build-../x'])
			expect(v.is(containerId, id), id).toBe(false);
	});

	it('of processes cannot be paths', () => {
		expect(v.is(processName, 'rpc-proxy_1.2')).toBe(true);
		for (const name of ['', '.', '..', '-x', 'a/b', 'a b', 'x'.repeat(64)])
			expect(v.is(processName, name), name).toBe(false);
	});
});
