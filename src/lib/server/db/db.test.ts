import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as v from 'valibot';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openSqlite } from '../../../sqlite.js';
import { openDatabase, tables } from './index.ts';

const migrations = new URL('../../../../drizzle', import.meta.url).pathname;
let folder: string;
let file: string;

beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), 'dbx-db-'));
	file = join(folder, 'data', 'dogebox.db');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Writes migrations into a folder of the test, in the layout of drizzle-kit. */
function writeMigrations(steps: { when: number; sql: string }[]): string {
	const out = join(folder, `migrations-${steps.length}`);
	mkdirSync(join(out, 'meta'), { recursive: true });
	const entries = steps.map((step, idx) => ({
		idx,
		version: '6',
		when: step.when,
		tag: `000${idx}`,
		breakpoints: true
	}));
	for (const [i, step] of steps.entries()) writeFileSync(join(out, `000${i}.sql`), step.sql);
	writeFileSync(join(out, 'meta', '_journal.json'), JSON.stringify({ version: '7', dialect: 'sqlite', entries }));
	return out;
}
const first = { when: 1000, sql: 'CREATE TABLE settings (key text PRIMARY KEY, value text NOT NULL);' };
const copies = () => readdirSync(join(folder, 'data')).filter((name) => name.includes('before'));
const codeOf = (fn: () => unknown): string => {
	try {
		fn();
	} catch (error) {
		return (error as { code: string }).code;
	}
	return 'nothing was thrown';
};

describe('opening the database', () => {
	it('makes a file only its owner can read, with its tables, durable and with foreign keys', () => {
		const database = openDatabase({ file, migrations });
		database.db.insert(tables.users).values({ id: 'owner' }).run();
		expect(database.db.select().from(tables.users).all()).toEqual([{ id: 'owner' }]);
		expect(statSync(file).mode & 0o777).toBe(0o600);
		expect(statSync(`${file}-wal`).mode & 0o777).toBe(0o600);
		expect(database.raw.pragma('journal_mode', { simple: true })).toBe('wal');
		expect(database.raw.pragma('synchronous', { simple: true })).toBe(2);
		expect(database.raw.pragma('foreign_keys', { simple: true })).toBe(1);
		expect(database.raw.pragma('busy_timeout', { simple: true })).toBe(200);
		database.close();
		database.close();
		expect(copies()).toEqual([]);
	});

	it('waits for the disk but where it was asked not to', () => {
		const database = openDatabase({ file, migrations });
		const level = () => database.raw.pragma('synchronous', { simple: true });
		const within = () => [level(), database.raw.inTransaction];
		expect(database.relaxed(within)).toEqual([1, true]);
		expect(database.relaxed(() => database.relaxed(within))).toEqual([1, true]);
		expect(database.transaction(() => database.relaxed(within))).toEqual([2, true]);
		const fails = () => {
			throw new Error('no');
		};
		expect(() => database.relaxed(fails)).toThrow('no');
		expect([level(), database.raw.inTransaction]).toEqual([2, false]);
		database.close();
	});

	it('waits for the disk beside others, for what was written before', async () => {
		const database = openDatabase({ file, migrations });
		database.relaxed(() => database.db.insert(tables.users).values({ id: 'owner' }).run());
		await Promise.all([database.durable(), database.durable(), database.durable()]);
		await database.durable();
		database.close();
		// There is no longer a log file to wait for.
		await expect(database.durable()).rejects.toMatchObject({ code: 'ENOENT' });
		const inMemory = openDatabase({ file: ':memory:', migrations });
		await inMemory.durable();
		inMemory.close();
	});

	it('keeps a copy from before a migration, and none when there is nothing to migrate', () => {
		openDatabase({ file, migrations: writeMigrations([first]) }).close();
		const before = openDatabase({ file, migrations: writeMigrations([first]) });
		before.settings.set('name', 'old');
		before.close();
		expect(copies()).toEqual([]);
		const second = writeMigrations([first, { when: 2000, sql: 'UPDATE settings SET value = \'"new"\';' }]);
		const after = openDatabase({ file, migrations: second });
		expect(after.settings.raw('name')).toBe('new');
		after.close();
		expect(copies()).toEqual(['dogebox.db.before-1']);
		const copy = join(folder, 'data', 'dogebox.db.before-1');
		expect(statSync(copy).mode & 0o777).toBe(0o600);
		const old = openDatabase({ file: copy, migrations: writeMigrations([first]) });
		expect(old.settings.raw('name')).toBe('old');
		old.close();
	});

	it('keeps the last three copies', () => {
		const steps = [first];
		openDatabase({ file, migrations: writeMigrations(steps) }).close();
		for (let i = 1; i <= 5; i++) {
			steps.push({ when: 1000 + i, sql: `CREATE TABLE t${i} (a text);` });
			openDatabase({ file, migrations: writeMigrations(steps) }).close();
		}
		expect(copies().sort()).toEqual(['dogebox.db.before-3', 'dogebox.db.before-4', 'dogebox.db.before-5']);
	});

	it('changes nothing when a migration fails in the middle', () => {
		const database = openDatabase({ file, migrations: writeMigrations([first]) });
		database.settings.set('name', 'kept');
		database.close();
		const bad = writeMigrations([
			first,
			{
				when: 2000,
				sql: 'CREATE TABLE half (a text);\n--> statement-breakpoint\nDROP TABLE settings;\n--> statement-breakpoint\nNOT SQL;'
			}
		]);
		expect(codeOf(() => openDatabase({ file, migrations: bad }))).toBe('database-migration-failed');
		expect(copies()).toEqual([]);
		const again = openDatabase({ file, migrations: writeMigrations([first]) });
		expect(again.settings.raw('name')).toBe('kept');
		expect(again.raw.prepare("SELECT name FROM sqlite_master WHERE name = 'half'").get()).toBeUndefined();
		again.close();
	});

	it('rebuilds a parent table without losing its children, and refuses dangling rows', () => {
		const parent = {
			when: 1000,
			sql: `${first.sql}\n--> statement-breakpoint\nCREATE TABLE p (id text PRIMARY KEY);\n--> statement-breakpoint\nCREATE TABLE c (p text REFERENCES p(id) ON DELETE CASCADE);\n--> statement-breakpoint\nINSERT INTO p VALUES ('a');\n--> statement-breakpoint\nINSERT INTO c VALUES ('a');`
		};
		openDatabase({ file, migrations: writeMigrations([parent]) }).close();
		const rebuild = {
			when: 2000,
			sql: 'CREATE TABLE n (id text PRIMARY KEY);\n--> statement-breakpoint\nINSERT INTO n SELECT id FROM p;\n--> statement-breakpoint\nDROP TABLE p;\n--> statement-breakpoint\nALTER TABLE n RENAME TO p;'
		};
		const database = openDatabase({ file, migrations: writeMigrations([parent, rebuild]) });
		expect(database.raw.prepare('SELECT p FROM c').all()).toEqual([{ p: 'a' }]);
		database.close();
		const dangling = writeMigrations([parent, rebuild, { when: 3000, sql: 'DELETE FROM p;' }]);
		expect(codeOf(() => openDatabase({ file, migrations: dangling }))).toBe('database-migration-failed');
	});

	it('refuses a file written by a newer program', () => {
		openDatabase({
			file,
			migrations: writeMigrations([first, { when: 9000, sql: 'CREATE TABLE later (a text);' }])
		}).close();
		expect(codeOf(() => openDatabase({ file, migrations: writeMigrations([first]) }))).toBe('database-too-new');
	});

	it('says so when the file is damaged, cannot be written, or is held by another program', () => {
		mkdirSync(join(folder, 'data'));
		writeFileSync(file, 'this is not a database, but long enough to be taken for one'.repeat(100));
		expect(codeOf(() => openDatabase({ file, migrations }))).toBe('database-corrupt');
		expect(codeOf(() => openDatabase({ file: join(folder, 'data'), migrations }))).toBe('database-not-writable');
		expect(codeOf(() => openDatabase({ file: join(folder, 'x.db'), migrations: join(folder, 'none') }))).toBe(
			'database-migrations-missing'
		);
		const other = join(folder, 'locked.db');
		const holder = openSqlite(other);
		holder.exec('CREATE TABLE a (b text)');
		holder.exec('BEGIN EXCLUSIVE');
		expect(codeOf(() => openDatabase({ file: other, migrations, busyTimeoutMs: 50 }))).toBe('database-busy');
		holder.close();
	});
});

describe('settings', () => {
	it('give back what was set, and null for what does not fit or is not there', () => {
		const database = openDatabase({ file: ':memory:', migrations });
		database.settings.set('draft', { step: 2 });
		const schema = v.object({ step: v.number() });
		expect(database.settings.get('draft', schema)).toEqual({ step: 2 });
		expect(database.settings.get('draft', v.string())).toBeNull();
		expect(database.settings.get('nothing', v.string())).toBeNull();
		database.settings.set('draft', null);
		expect(database.settings.raw('draft')).toBeNull();
		database.settings.remove('draft');
		expect(database.settings.raw('draft')).toBeUndefined();
		database.close();
	});
});

describe('work after the commit', () => {
	it('runs in order after the outermost commit, and the other one after a rollback', () => {
		const database = openDatabase({ file: ':memory:', migrations });
		const seen: string[] = [];
		database.transaction(() => {
			database.afterCommit(() => seen.push('one'));
			try {
				database.transaction(() => {
					database.afterCommit(
						() => seen.push('inner'),
						() => seen.push('inner taken back')
					);
					throw new Error('inner');
				});
			} catch {
				// Ignored: the outer transaction continues.
			}
			database.afterCommit(() => seen.push('two'));
			expect(seen).toEqual(['inner taken back']);
		});
		expect(seen).toEqual(['inner taken back', 'one', 'two']);
		database.afterCommit(() => seen.push('at once'));
		expect(seen.at(-1)).toBe('at once');
		database.close();
	});
});
