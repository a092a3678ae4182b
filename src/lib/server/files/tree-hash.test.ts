import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { hashTree, linkStaysInside } from './tree-hash.ts';

const sha = (text: string) => createHash('sha256').update(text).digest('hex');
let root: string;
const write = (path: string, text: string, mode = 0o644) => {
	mkdirSync(join(root, path, '..'), { recursive: true });
	writeFileSync(join(root, path), text);
	chmodSync(join(root, path), mode);
};

beforeEach(() => (root = mkdtempSync(join(tmpdir(), 'dbx-tree-'))));
afterEach(() => rmSync(root, { recursive: true, force: true }));

describe('the hash of a tree', () => {
	it('is that of the lines its description names', async () => {
		write('run.sh', 'echo', 0o755);
		write('a/z', 'z');
		write('a.b', '');
		write('Z', 'ü');
		write('new\nline\\', 'n');
		symlinkSync('../run.sh', join(root, 'a', 'link'));
		mkdirSync(join(root, 'empty'));
		write('.git/config', 'left out');
		write('a/.git', 'left out');
		const lines = [
			`f 2 ${sha('ü')} Z`,
			`f 0 ${sha('')} a.b`,
			`l 9 ${sha('../run.sh')} a/link`,
			`f 1 ${sha('z')} a/z`,
			`f 1 ${sha('n')} new\\x0aline\\x5c`,
			`x 4 ${sha('echo')} run.sh`
		];
		expect(await hashTree(root)).toBe(sha(lines.map((line) => `${line}\n`).join('')));
	});

	it('does not depend on times, and does on content, name and the right to execute', async () => {
		write('a', '1');
		const before = await hashTree(root);
		utimesSync(join(root, 'a'), 1, 1);
		chmodSync(join(root, 'a'), 0o600);
		expect(await hashTree(root)).toBe(before);
		const seen = new Set([before]);
		chmodSync(join(root, 'a'), 0o700);
		seen.add(await hashTree(root));
		write('a', '2');
		seen.add(await hashTree(root));
		write('b', '');
		seen.add(await hashTree(root));
		expect(seen.size).toBe(4);
	});

	it.each([
		['/etc/passwd'],
		['../../outside'],
		['sub/../../..'],
		// `sub/up` leads to the root, so this path leads above the root, although its text alone
		// does not.
		['sub/up/../x']
	])('refuses a link to %s', async (target) => {
		mkdirSync(join(root, 'sub'));
		symlinkSync('..', join(root, 'sub', 'up'));
		symlinkSync(target, join(root, 'link'));
		await expect(hashTree(root)).rejects.toMatchObject({ code: 'unsafe-tree', status: 422 });
	});

	it('refuses what is no file, and too much', async () => {
		execFileSync('mkfifo', [join(root, 'fifo')]);
		await expect(hashTree(root)).rejects.toMatchObject({ code: 'unsafe-tree' });
		rmSync(join(root, 'fifo'));
		write('a', '12345');
		write('b', '12345');
		await expect(hashTree(root, { limits: { files: 1, bytes: 100 } })).rejects.toMatchObject({ code: 'too-large' });
		await expect(hashTree(root, { limits: { files: 9, bytes: 9 } })).rejects.toMatchObject({ code: 'too-large' });
		const aborted = AbortSignal.abort(new Error('enough'));
		await expect(hashTree(root, { signal: aborted })).rejects.toThrow('enough');
	});

	it('refuses a name that is not UTF-8', async () => {
		writeFileSync(Buffer.concat([Buffer.from(`${root}/`), Buffer.from([0xff, 0x61])]), 'x');
		await expect(hashTree(root)).rejects.toMatchObject({ code: 'unsafe-tree' });
	});

	it('knows links that stay inside', () => {
		for (const [path, target] of [
			['l', 'a'],
			['a/l', '../b/c'],
			['a/b/l', '../..'],
			['l', './a/./b']
		] as const)
			expect(linkStaysInside(path, target), target).toBe(true);
		for (const [path, target] of [
			['l', '..'],
			['a/l', '../..'],
			['l', ''],
			['l', '/a'],
			['l', 'a/..']
		] as const)
			expect(linkStaysInside(path, target), target).toBe(false);
	});
});
