import { copyFileSync, mkdtempSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { fileVersion } from './index.ts';

let folder = '';
beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), 'dbx-version-'))));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it.each<[what: string, change: (file: string) => void, another: boolean]>([
	['read', (file) => void statSync(file), false],
	['written again', (file) => writeFileSync(file, 'longer'), true],
	['given another time', (file) => utimesSync(file, 1, 1), true],
	[
		'exchanged for a copy of the same time',
		(file) => {
			copyFileSync(file, `${file}.copy`);
			const { atime, mtime } = statSync(file);
			utimesSync(`${file}.copy`, atime, mtime);
			renameSync(`${file}.copy`, file);
		},
		true
	]
])('a file that was %s', (what, change, another) => {
	const file = join(folder, what);
	writeFileSync(file, 'text');
	const version = () => fileVersion(statSync(file, { bigint: true }));
	const before = version();
	change(file);
	expect(version() !== before).toBe(another);
});
