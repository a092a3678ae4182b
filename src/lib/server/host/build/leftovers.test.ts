import {
	existsSync,
	mkdirSync,
	mkdtempSync,
	readFileSync,
	readdirSync,
	rmSync,
	symlinkSync,
	writeFileSync
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { removeLeftovers } from './leftovers.ts';

let folder: string;
let root: string;
const write = (path: string) => {
	mkdirSync(join(folder, path, '..'), { recursive: true });
	writeFileSync(join(folder, path), path);
};
beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), 'leftovers-'));
	root = join(folder, 'root');
	mkdirSync(root);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

it('empties folders of package managers and keeps the rest', async () => {
	for (const path of [
		'tmp/x/y',
		'var/cache/apt/archives/a.deb',
		'var/lib/dpkg/lock',
		'etc/passwd',
		'var/lib/dpkg/status'
	]) {
		write(`root/${path}`);
	}
	await removeLeftovers(root);
	expect(readdirSync(join(root, 'tmp'))).toEqual([]);
	expect(readdirSync(join(root, 'var/cache/apt'))).toEqual([]);
	expect(readdirSync(join(root, 'var/lib/dpkg'))).toEqual(['status']);
	expect(readFileSync(join(root, 'etc/passwd'), 'utf8')).toBe('root/etc/passwd');
});

it('removes nothing behind a link that a maintainer script left', async () => {
	for (const path of ['host/apt/kept', 'host/dpkg.log', 'host/lists/kept', 'host/tmp/kept']) write(path);
	mkdirSync(join(root, 'var/lib'), { recursive: true });
	symlinkSync('../../host', join(root, 'var/cache'));
	symlinkSync(join(folder, 'host'), join(root, 'var/log'));
	symlinkSync(join(folder, 'host'), join(root, 'var/lib/apt'));
	// Here the last component is a link. The link is removed, but not its target.
	symlinkSync(join(folder, 'host/tmp'), join(root, 'tmp'));
	await removeLeftovers(root);
	for (const path of ['apt/kept', 'dpkg.log', 'lists/kept', 'tmp/kept']) {
		expect(existsSync(join(folder, 'host', path))).toBe(true);
	}
	expect(readdirSync(root)).toEqual(['var']);
});
