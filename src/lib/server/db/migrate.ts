/**
 * Migrates a database file to the current tables in one transaction, after creating a copy of the
 * file.
 */
import { chmodSync, closeSync, openSync, renameSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type Sqlite from 'better-sqlite3';
import { readMigrationFiles } from 'drizzle-orm/migrator';
import { BoxError } from '../../contract/errors.ts';
import { syncFolder } from '../files/index.ts';
import { numbersBeside } from './numbered.ts';

/** Copies from before migrations that are kept. */
const COPIES_KEPT = 3;

export interface MigrationResult {
	/** Number of migrations applied now. */
	applied: number;
	/** Copy of the file from before; null where nothing was migrated or the file was new. */
	copy: string | null;
}

/**
 * Applies missing migrations. Uses the same table and order as Drizzle's own migrator
 * (`__drizzle_migrations`, by `created_at`), but switches foreign keys off meanwhile, as SQLite
 * requires for rebuilt tables (sqlite.org/lang_altertable.html, section 7), and checks them before
 * the commit.
 * @param sqlite open connection
 * @param file the database file, or `:memory:`
 * @param folder folder with the migrations, as written by `drizzle-kit generate`
 * @throws BoxError `database-too-new`, `database-migration-failed`, `database-migrations-missing`
 */
export function migrate(sqlite: Sqlite.Database, file: string, folder: string): MigrationResult {
	const known = readKnown(folder);
	const newest = known.at(-1)?.folderMillis ?? 0;
	const done = lastApplied(sqlite);
	if (done !== null && done > newest) {
		throw new BoxError({
			code: 'database-too-new',
			status: 500,
			message: `The data in ${file} were written by a newer version of this program.`,
			hint: `Install that version again, or go back to a copy (${basename(file)}.before-…) in the same folder.`
		});
	}
	const missing = known.filter((migration) => done === null || migration.folderMillis > done);
	if (missing.length === 0) return { applied: 0, copy: null };

	const copy = done === null || file === ':memory:' ? null : keepCopy(sqlite, file);
	sqlite.pragma('foreign_keys = OFF');
	try {
		sqlite
			.transaction(() => {
				sqlite.exec(
					'CREATE TABLE IF NOT EXISTS __drizzle_migrations (id INTEGER PRIMARY KEY, hash text NOT NULL, created_at numeric)'
				);
				const note = sqlite.prepare('INSERT INTO __drizzle_migrations (hash, created_at) VALUES (?, ?)');
				for (const migration of missing) {
					for (const statement of migration.sql) if (statement.trim()) sqlite.exec(statement);
					note.run(migration.hash, migration.folderMillis);
				}
				const dangling = sqlite.pragma('foreign_key_check') as { table: string }[];
				if (dangling[0]) throw new Error(`rows of ${dangling[0].table} refer to rows that are not there`);
			})
			.immediate();
	} catch (error) {
		// The file was rolled back, so the copy is useless and must not displace an older one.
		if (copy) rmSync(copy, { force: true });
		throw new BoxError({
			code: 'database-migration-failed',
			status: 500,
			message: `The data in ${file} could not be brought to this version: ${(error as Error).message}.`,
			hint: 'Nothing was changed. Start the version that ran before, and report this.',
			cause: error
		});
	} finally {
		sqlite.pragma('foreign_keys = ON');
	}
	if (copy) dropOldCopies(file);
	return { applied: missing.length, copy };
}

function readKnown(folder: string): ReturnType<typeof readMigrationFiles> {
	try {
		return readMigrationFiles({ migrationsFolder: folder });
	} catch (error) {
		throw new BoxError({
			code: 'database-migrations-missing',
			status: 500,
			message: `The folder ${folder} does not contain the database migrations.`,
			hint: 'This installation is not complete; install the program again.',
			cause: error
		});
	}
}

/** `created_at` of the newest applied migration; null for a file without our tables. */
function lastApplied(sqlite: Sqlite.Database): number | null {
	const table = sqlite.prepare("SELECT 1 FROM sqlite_master WHERE name = '__drizzle_migrations'").get();
	if (!table) return null;
	const row = sqlite.prepare('SELECT max(created_at) AS at FROM __drizzle_migrations').get() as { at: number | null };
	return row.at === null ? null : Number(row.at);
}

/** Copies from before migrations next to `file`, newest first. */
export function copiesBeforeMigrations(file: string): { name: string; file: string }[] {
	return numbersBeside(file, 'before')
		.reverse()
		.map((n) => ({ name: `${basename(file)}.before-${n}`, file: `${file}.before-${n}` }));
}

/** Writes a complete copy `<file>.before-<n>` with the next free number. */
function keepCopy(sqlite: Sqlite.Database, file: string): string {
	const copy = `${file}.before-${(numbersBeside(file, 'before').at(-1) ?? 0) + 1}`;
	const temporary = join(dirname(file), `.${basename(copy)}.tmp`);
	try {
		rmSync(temporary, { force: true });
		// VACUUM INTO accepts an existing empty file. Creating it here ensures that nobody else can
		// ever read the copy.
		closeSync(openSync(temporary, 'wx', 0o600));
		sqlite.prepare('VACUUM INTO ?').run(temporary);
		chmodSync(temporary, 0o600);
		renameSync(temporary, copy);
		syncFolder(dirname(file));
		return copy;
	} catch (error) {
		rmSync(temporary, { force: true });
		throw new BoxError({
			code: 'database-copy-failed',
			status: 500,
			message: `No copy of ${file} could be kept before bringing it to this version: ${(error as Error).message}.`,
			hint: 'Nothing was changed. Free some space on that disk and start again.',
			cause: error
		});
	}
}

function dropOldCopies(file: string): void {
	for (const n of numbersBeside(file, 'before').slice(0, -COPIES_KEPT)) rmSync(`${file}.before-${n}`, { force: true });
}
