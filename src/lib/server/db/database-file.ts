/** Opens the SQLite file, and explains its errors. */
import { chmodSync, closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import type Sqlite from 'better-sqlite3';
import type { Logger } from 'pino';
import { isDamage, openSqlite } from '../../../sqlite.js';
import { BoxError, isBoxError } from '../../contract/errors.ts';
import { watchTransactions, type AfterCommit } from './after-commit.ts';
import { migrate } from './migrate.ts';

/**
 * Milliseconds that a statement waits while another program writes. dogeboxd is blocked meanwhile.
 * A program that holds the file for longer causes `database-busy`.
 */
const RUNNING_TIMEOUT_MS = 200;

export interface DatabaseOptions {
	/**
	 * Absolute path of the file, created with mode 0600 where missing (its folder with 0700);
	 * `:memory:` in tests.
	 */
	file: string;
	/** Folder with the SQL migrations. */
	migrations: string;
	log?: Logger | undefined;
	/** Milliseconds to wait at the start while another program holds the file; default 5000. */
	busyTimeoutMs?: number;
}

/** An open file. Without Drizzle, which a program that only reads it need not load. */
export interface DatabaseFile {
	readonly raw: Sqlite.Database;
	readonly afterCommit: AfterCommit;
	/**
	 * Checkpoints the write-ahead log into the file and closes it. Does nothing when called again.
	 */
	close(): void;
}

/**
 * Opens the database file and migrates its tables to this version.
 * @throws BoxError `database-not-writable`, `database-corrupt`, `database-busy`,
 *   `database-too-new`, `database-migration-failed`, `database-copy-failed`: each says what to do
 */
export function openDatabaseFile(options: DatabaseOptions): DatabaseFile {
	const { file, migrations, log } = options;
	let raw: Sqlite.Database | undefined;
	try {
		if (file !== ':memory:') {
			mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
			// Created here with its mode, so that others can never read it, not even for a moment.
			// The WAL gets the same mode.
			closeSync(openSync(file, 'a', 0o600));
			chmodSync(file, 0o600);
		}
		raw = openSqlite(file, { timeout: options.busyTimeoutMs ?? 5000 });
		raw.pragma('journal_mode = WAL');
		// FULL: a commit is on the disk when the call returns, even after a power failure.
		raw.pragma('synchronous = FULL');
		raw.pragma('foreign_keys = ON');
		// A checkpoint truncates the WAL to this size, so that one large write does not occupy the
		// disk for ever.
		raw.pragma('journal_size_limit = 8388608');
		const afterCommit = watchTransactions(raw);
		const result = migrate(raw, file, migrations);
		if (result.applied > 0)
			log?.info({ applied: result.applied, copy: result.copy }, 'database brought to this version');
		raw.pragma(`busy_timeout = ${RUNNING_TIMEOUT_MS}`);
		return { raw, afterCommit, close: () => closeFile(raw!) };
	} catch (error) {
		raw?.close();
		throw isBoxError(error) ? error : explain(error, file);
	}
}

function closeFile(raw: Sqlite.Database): void {
	if (!raw.open) return;
	try {
		raw.pragma('optimize');
	} catch {
		// Another program holds the file. Statistics can wait.
	}
	raw.close();
}

/**
 * Explains to a person what is wrong with the file. Codes: sqlite.org/rescode.html and errno(3).
 */
function explain(error: unknown, file: string): BoxError {
	const code = String((error as { code?: unknown }).code ?? '');
	const init = (boxCode: string, message: string, hint: string) =>
		new BoxError({ code: boxCode, status: 500, message, hint, cause: error });
	if (isDamage(error)) {
		return init(
			'database-corrupt',
			`The file ${file} is damaged or is not a database.`,
			'Move it aside and put a copy (“.before-…” or a backup) in its place. Without a copy the box starts empty; pups’ data are not in this file.'
		);
	}
	if (/^SQLITE_(BUSY|LOCKED)/.test(code)) {
		return init(
			'database-busy',
			`The file ${file} is in use by another program.`,
			'Another dogeboxd may run on the same folder: stop it first.'
		);
	}
	if (/^SQLITE_FULL|^ENOSPC|^EDQUOT/.test(code)) {
		return init('disk-full', `The disk of ${file} is full.`, 'Free some space and start again.');
	}
	return init(
		'database-not-writable',
		`The file ${file} cannot be opened for writing (${code || (error as Error).message}).`,
		'Check that its folder exists, belongs to the user who runs this program, and is not mounted read-only.'
	);
}
