import { execFileSync } from 'node:child_process';
import {
	mkdirSync,
	mkdtempSync,
	readdirSync,
	readFileSync,
	rmSync,
	statSync,
	truncateSync,
	writeFileSync
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openSqlite } from '../../../sqlite.js';
import {
	copiesFolder,
	createDatabaseCopies,
	inspectDatabase,
	listCopies,
	openDatabase,
	readCopy,
	replaceDatabase,
	replacedDatabase,
	type Database
} from './index.ts';

const migrations = new URL('../../../../drizzle', import.meta.url).pathname;
const log = pino({ level: 'silent' });
const DAY = 86_400_000;
const NOON = Date.parse('2026-11-26T12:00:00Z');
const ROOT = process.getuid?.() === 0;
if (!ROOT) console.log('skipped: not root');

let data: string;
let file: string;
let database: Database;

beforeEach(() => {
	data = mkdtempSync(join(tmpdir(), 'dbx-copies-'));
	file = join(data, 'dogebox.db');
	database = openDatabase({ file, migrations });
});
afterEach(() => {
	database.close();
	rmSync(data, { recursive: true, force: true });
});

const folder = () => copiesFolder(data);
const copiesAt = (now: () => number, raw = database.raw) => createDatabaseCopies({ raw, folder: folder(), log, now });
const names = () => listCopies(folder()).map(({ name }) => name);
/** Overwrites the middle of a file with zeros. */
function damage(path: string): void {
	const bytes = readFileSync(path);
	bytes.fill(0, 4096, bytes.length - 4096);
	writeFileSync(path, bytes);
}

describe('copies of the database', () => {
	it('hold what was committed and not yet folded into the file, and are one closed file', async () => {
		database.settings.set('a', 1);
		expect(statSync(`${file}-wal`).size).toBeGreaterThan(0);
		const copy = await copiesAt(() => NOON).create();
		expect(copy).toMatchObject({ name: 'dogebox-2026-11-26T12-00-00.db', at: NOON });
		expect(readdirSync(folder())).toEqual([copy.name]);
		expect(statSync(copy.file).mode & 0o777).toBe(0o600);
		const read = openSqlite(copy.file, { readonly: true });
		expect(read.prepare("SELECT value FROM settings WHERE key = 'a'").get()).toEqual({ value: '1' });
		read.close();
		expect(await readCopy(copy.file)).toEqual({ damage: null, pups: [] });
	});

	it('are those of a week, and what a wrong clock dated ahead goes first', async () => {
		let now = NOON + 400 * DAY;
		const copies = copiesAt(() => now);
		await copies.create();
		for (let day = 0; day < 9; day++) {
			now = NOON + day * DAY;
			await copies.create();
		}
		expect(names()).toEqual(
			[8, 7, 6, 5, 4, 3, 2].map((day) => `dogebox-${new Date(NOON + day * DAY).toISOString().slice(0, 10)}T12-00-00.db`)
		);
	});

	it('are made when one is due, and not by each start', async () => {
		let now = NOON;
		const start = async () => {
			const copies = copiesAt(() => now);
			copies.begin();
			await copies.close();
		};
		// `close` cancels a copy that has begun. Only `create` makes a complete one.
		await copiesAt(() => now).create();
		now += DAY - 1;
		await start();
		expect(names()).toHaveLength(1);
		now += 1;
		const copies = copiesAt(() => now);
		copies.begin();
		await copies.create();
		await copies.close();
		expect(names()).toHaveLength(2);
	});

	it('are not kept of a damaged database, and earlier ones stay', async () => {
		const good = await copiesAt(() => NOON).create();
		for (let i = 0; i < 200; i++) database.settings.set(`key ${i}`, 'x'.repeat(500));
		database.close();
		damage(file);
		const raw = openSqlite(file);
		const copies = copiesAt(() => NOON + DAY, raw);
		await expect(copies.create()).rejects.toMatchObject({ code: 'database-corrupt' });
		raw.close();
		expect(readdirSync(folder())).toEqual([good.name]);
		expect(copies.problem()).toMatchObject({ message: expect.stringContaining('damaged') });
	});

	it.skipIf(!ROOT)('break nothing on a full disk, and say so', async () => {
		const small = join(data, 'copies');
		mkdirSync(small);
		execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', small]);
		try {
			const problems: string[] = [];
			const copies = createDatabaseCopies({
				raw: database.raw,
				folder: small,
				log,
				now: () => NOON,
				changed: () => problems.push(copies.problem()?.message ?? 'well')
			});
			await expect(copies.create()).rejects.toMatchObject({ code: 'disk-full' });
			expect(readdirSync(small)).toEqual([]);
			expect(problems).toEqual(['The disk of the box is full.']);
			database.settings.set('still', 'works');
			execFileSync('mount', ['-o', 'remount,size=8m', small]);
			await copies.create();
			expect(problems.at(-1)).toBe('well');
		} finally {
			execFileSync('umount', [small]);
		}
	});
});

describe('a database file at the start', () => {
	const inspect = () => inspectDatabase({ file, migrations }).state;

	it('is told as what it is', () => {
		expect(inspect()).toBe('unused');
		database.settings.set('setup.configuredAt', 1);
		database.close();
		expect(inspect()).toBe('good');
		const bytes = readFileSync(file);
		damage(file);
		expect(inspect()).toBe('damaged');
		writeFileSync(file, 'no database at all '.repeat(500));
		expect(inspect()).toBe('damaged');
		writeFileSync(file, bytes);
		truncateSync(file, bytes.length - 4096);
		expect(inspect()).toBe('damaged');
		writeFileSync(file, '');
		expect(inspect()).toBe('empty');
		rmSync(file);
		expect(inspect()).toBe('missing');
		const newer = openSqlite(file);
		newer.exec(
			'CREATE TABLE __drizzle_migrations (id, hash, created_at); INSERT INTO __drizzle_migrations VALUES (1, 1, 9e15)'
		);
		newer.close();
		expect(inspect()).toBe('too-new');
	});

	it('gives its place to a copy as a whole, without its log, and is kept', async () => {
		database.settings.set('box.name', 'mine');
		const copy = await copiesAt(() => NOON).create();
		database.settings.set('box.name', 'changed');
		database.close();
		damage(file);
		writeFileSync(`${file}-wal`, 'a log of the old file');
		const aside = replaceDatabase({
			file,
			copy: copy.file,
			migrations,
			adjust: ({ settings }) => settings.set('b', 2)
		});
		expect(aside).toBe(`${file}.replaced-1`);
		expect(readdirSync(data).sort()).toEqual([
			'copies',
			'dogebox.db',
			'dogebox.db.replaced-1',
			'dogebox.db.replaced-1-wal'
		]);
		database = openDatabase({ file, migrations });
		expect([database.settings.raw('box.name'), database.settings.raw('b')]).toEqual(['mine', 2]);
		const replaced = replacedDatabase(database.settings);
		expect(replaced).toMatchObject({ copy: copy.name });
		replaced?.done();
		expect(replacedDatabase(database.settings)).toBeNull();
	});

	it('stays in its place when the copy is damaged, or nothing can be written', async () => {
		const copy = await copiesAt(() => NOON).create();
		database.close();
		const before = readFileSync(file);
		damage(copy.file);
		expect((await readCopy(copy.file)).damage).not.toBeNull();
		const replace = (adjust = () => {}) => replaceDatabase({ file, copy: copy.file, migrations, adjust });
		expect(() => replace()).toThrow(expect.objectContaining({ code: 'copy-damaged' }));
		expect(readFileSync(file).equals(before)).toBe(true);
		expect(readdirSync(data).sort()).toEqual(['copies', 'dogebox.db']);
		rmSync(copy.file);
		expect(() =>
			replaceDatabase({
				file,
				copy: null,
				migrations,
				adjust: () => {
					throw new Error('no');
				}
			})
		).toThrow('no');
		expect(readFileSync(file).equals(before)).toBe(true);
		expect(readdirSync(data).sort()).toEqual(['copies', 'dogebox.db']);
	});
});
