import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { isIgnored, watchFolder, type FolderWatch } from './folder-watch.ts';

describe('watching a folder', () => {
	let root: string;
	let watch: FolderWatch;
	let seen: Set<string>;
	let ends: string[];
	const at = (...path: string[]) => join(root, ...path);
	const sees = (path: string) => vi.waitFor(() => expect([...seen]).toContain(path), { timeout: 20_000 });

	beforeEach(() => {
		root = mkdtempSync(join(tmpdir(), 'dbx-watch-'));
		mkdirSync(at('lib'));
		mkdirSync(at('node_modules', 'x'), { recursive: true });
		seen = new Set();
		ends = [];
		watch = watchFolder(
			root,
			(path) => seen.add(path),
			(reason) => ends.push(reason)
		);
	});
	afterEach(() => {
		watch.close();
		rmSync(root, { recursive: true, force: true });
	});

	it('sees what is written, renamed over and removed, in folders that were there and in new ones', async () => {
		writeFileSync(at('lib', 'a'), '1');
		await sees('lib/a');
		writeFileSync(at('b.new'), '1');
		renameSync(at('b.new'), at('b'));
		await sees('b');
		mkdirSync(at('new', 'deep'), { recursive: true });
		await sees('new');
		writeFileSync(at('new', 'deep', 'c'), '1');
		await sees('new/deep/c');
		seen.clear();
		rmSync(at('lib'), { recursive: true });
		await sees('lib');
		seen.clear();
		mkdirSync(at('lib'));
		await sees('lib');
		seen.clear();
		writeFileSync(at('lib', 'again'), '1');
		await sees('lib/again');
	});

	it('does not see what is ignored', async () => {
		writeFileSync(at('node_modules', 'x', 'y'), '1');
		mkdirSync(at('__pycache__'));
		writeFileSync(at('__pycache__', 'y.pyc'), '1');
		writeFileSync(at('.y.swp'), '1');
		writeFileSync(at('last'), '1');
		await sees('last');
		expect([...seen]).toEqual(['last']);
	});

	it('says that the folder is gone, once', async () => {
		rmSync(root, { recursive: true });
		await vi.waitFor(() => expect(ends).toEqual(['The folder is gone.']), { timeout: 20_000 });
	});

	it.each([
		'.git/HEAD',
		'a/node_modules/b/c.js',
		'a/.main.py.swp',
		'main.py~',
		'#main.py#',
		'.#main.py',
		'4913',
		'x/y.pyc'
	])('ignores %s', (path) => expect(isIgnored(path)).toBe(true));
	it.each(['main.py', '.env', 'gitlog', 'a/b.swap', 'templates/index.html', '.gitignore'])(
		'takes %s for a change',
		(path) => expect(isIgnored(path)).toBe(false)
	);
});
