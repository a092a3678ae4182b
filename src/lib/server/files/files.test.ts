import {
	mkdirSync,
	mkdtempSync,
	readdirSync,
	readFileSync,
	rmSync,
	statSync,
	symlinkSync,
	writeFileSync
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { confine, removeUnfinished, writeFileAtomic } from './index.ts';

let root: string;
beforeEach(() => {
	root = mkdtempSync(join(tmpdir(), 'dbx-files-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

describe('the atomic write', () => {
	it('replaces a file as a whole, with the mode asked for, and leaves nothing beside it', () => {
		writeFileAtomic(join(root, 'a'), 'one');
		writeFileAtomic(join(root, 'a'), Buffer.from('two'), { mode: 0o644 });
		expect(readFileSync(join(root, 'a'), 'utf8')).toBe('two');
		expect(statSync(join(root, 'a')).mode & 0o777).toBe(0o644);
		expect(readdirSync(root)).toEqual(['a']);
	});

	it('leaves the old content and no temporary file when it fails', () => {
		mkdirSync(join(root, 'folder', 'full'), { recursive: true });
		expect(() => writeFileAtomic(join(root, 'folder'), 'x')).toThrow(/EISDIR/);
		expect(readdirSync(root)).toEqual(['folder']);
	});

	it('is cleaned up after where its process was killed in the middle', () => {
		for (const name of ['.a.json.9fca08efbf17.tmp', '.a.json.tmp', 'a.9fca08efbf17.tmp', 'a.json']) {
			writeFileSync(join(root, name), '');
		}
		removeUnfinished(root);
		expect(readdirSync(root).sort()).toEqual(['.a.json.tmp', 'a.9fca08efbf17.tmp', 'a.json']);
		removeUnfinished(join(root, 'missing'));
	});
});

describe('confine', () => {
	it('gives the path below the root, also for what does not exist yet', () => {
		expect(confine(root, 'a/b/c')).toBe(join(root, 'a/b/c'));
		expect(confine(root, './a/../b')).toBe(join(root, 'b'));
		expect(confine(root, '')).toBe(root);
		expect(confine(root, '..a')).toBe(join(root, '..a'));
	});

	it.each(['..', '../x', 'a/../../x', '/etc/passwd', 'a\0b'])('refuses %j', (path) => {
		expect(() => confine(root, path)).toThrow(expect.objectContaining({ code: 'path-outside' }));
	});

	it('follows links that stay inside and refuses those that lead out', () => {
		mkdirSync(join(root, 'real'));
		symlinkSync('real', join(root, 'in'));
		symlinkSync('/etc', join(root, 'out'));
		symlinkSync('/nowhere/at/all', join(root, 'dangling'));
		symlinkSync('loop', join(root, 'loop'));
		writeFileSync(join(root, 'file'), '');
		expect(confine(root, 'in/x')).toBe(join(root, 'real/x'));
		for (const path of ['out', 'out/passwd', 'out/new/file', 'dangling', 'dangling/x', 'loop', 'file/x']) {
			expect(() => confine(root, path)).toThrow(expect.objectContaining({ code: 'path-outside' }));
		}
	});
});
