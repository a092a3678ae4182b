import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openDatabase, type Database } from './database.ts';

const MB = 1024 * 1024;
let folder: string;
let file: string;
let database: Database;
const open = () => openDatabase({ file, migrations: join(import.meta.dirname, '../../../../drizzle') });
const spare = () =>
	Number(database.raw.pragma('freelist_count', { simple: true })) *
	Number(database.raw.pragma('page_size', { simple: true }));
const left = () => database.raw.prepare("SELECT count(*) AS n FROM settings WHERE key GLOB 'spare*'").get();

beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), 'dogebox-spare-'));
	file = join(folder, 'test.db');
	database = open();
});
afterEach(() => {
	database.close();
	rmSync(folder, { recursive: true, force: true });
});

describe('spare room', () => {
	it('is made in the file and in its log, with blocks of the disk, and once', async () => {
		await database.reserveRoom();
		expect(spare()).toBeGreaterThan(3 * MB);
		expect(statSync(file).blocks * 512).toBeGreaterThan(3 * MB);
		expect(statSync(`${file}-wal`).size).toBeGreaterThan(3 * MB);
		expect(left()).toEqual({ n: 0 });
		expect(await database.reserveRoom()).toBe(0);
	});

	it('has a log again after each start, and the file does not grow by that', async () => {
		await database.reserveRoom();
		database.close();
		const { size } = statSync(file);
		database = open();
		expect(await database.reserveRoom()).toBeGreaterThan(0);
		expect(statSync(`${file}-wal`).size).toBeGreaterThan(3 * MB);
		expect(statSync(file).size).toBeLessThan(size + MB);
	});

	it('is made whole again where a part of it was used', async () => {
		await database.reserveRoom();
		database.raw.prepare("INSERT INTO settings (key, value) VALUES ('large', zeroblob(?))").run(2.5 * MB);
		expect(spare()).toBeLessThan(2 * MB);
		await database.reserveRoom();
		expect(spare()).toBeGreaterThan(3.9 * MB);
	});

	it('leaves on a full disk to others what is there, while its log gets its size', async () => {
		await database.reserveRoom();
		database.close();
		database = open();
		const { size } = statSync(file);
		const seen: number[] = [];
		const work = database.reserveRoom(false);
		let made = false;
		void work.then(() => (made = true));
		while (!made) {
			seen.push(spare());
			await new Promise(setImmediate);
		}
		expect(await work).toBeGreaterThan(0);
		expect(Math.min(...seen)).toBeGreaterThan(3 * MB);
		expect(statSync(`${file}-wal`).size).toBeGreaterThan(3 * MB);
		expect(statSync(file).size).toBe(size);
		expect(left()).toEqual({ n: 0 });
	});

	it('is left as it was where there is no room for it', async () => {
		const pages = Number(database.raw.pragma('page_count', { simple: true }));
		database.raw.pragma(`max_page_count = ${pages + 100}`);
		await expect(database.reserveRoom()).rejects.toMatchObject({ code: 'SQLITE_FULL' });
		expect(left()).toEqual({ n: 0 });
	});

	it('takes writes when the file can grow no more', async () => {
		await database.reserveRoom();
		database.raw.pragma(`max_page_count = ${Number(database.raw.pragma('page_count', { simple: true }))}`);
		for (let n = 0; n < 1000; n++) database.settings.set(`test.${n}`, 'x'.repeat(1000));
		expect(database.settings.raw('test.999')).toHaveLength(1000);
	});
});
