import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { copiesFolder } from '../db/index.ts';
import { createCopyReader } from './copies.ts';

let data: string;
let read: string[];
beforeEach(() => {
	data = mkdtempSync(join(tmpdir(), 'dbx-recovery-'));
	mkdirSync(copiesFolder(data));
	read = [];
});
afterEach(() => rmSync(data, { recursive: true, force: true }));

const fileOf = (day: number) => join(copiesFolder(data), `dogebox-2026-11-0${day}T12-00-00.db`);
const write = (day: number, text: string) => writeFileSync(fileOf(day), text);
const reader = () =>
	createCopyReader(data, async (file) => {
		read.push(file);
		return { damage: null, pups: [] };
	});

describe('copies that can be chosen', () => {
	it('are read through once, also for two pages at a time', async () => {
		write(1, 'one');
		write(2, 'two');
		const observe = reader();
		const [first] = await Promise.all([observe(), observe()]);
		expect(first.map(({ file }) => file)).toEqual([fileOf(2), fileOf(1)]);
		expect(await observe()).toEqual(first);
		expect(read.sort()).toEqual([fileOf(1), fileOf(2)]);
	});

	it('are read again where another file took their place, and left out where they are gone', async () => {
		write(1, 'one');
		write(2, 'two');
		const observe = reader();
		await observe();
		read = [];
		write(1, 'six');
		// The new file has the same size, and both writes can fall into the same tick of the file
		// system's clock. Another mtime makes the versions of the file differ in any case.
		utimesSync(fileOf(1), 1, 1);
		rmSync(fileOf(2));
		expect((await observe()).map(({ file }) => file)).toEqual([fileOf(1)]);
		expect(read).toEqual([fileOf(1)]);
	});

	it('that cannot be read are damaged', async () => {
		write(1, 'no database at all, and long enough to be looked at'.repeat(40));
		const [copy] = await createCopyReader(data)();
		expect(copy).toMatchObject({ pups: [], damage: expect.stringContaining('not a database') });
	});
});
