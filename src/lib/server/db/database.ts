/** Opens the one SQLite file, with its tables. */
import { open } from 'node:fs/promises';
import type Sqlite from 'better-sqlite3';
import { drizzle, type BetterSQLite3Database } from 'drizzle-orm/better-sqlite3';
import type { AfterCommit } from './after-commit.ts';
import { openDatabaseFile, type DatabaseOptions } from './database-file.ts';
import * as tables from './schema.ts';
import { createSettings, type Settings } from './settings.ts';
import { reserveRoom } from './spare-pages.ts';

/** The level at which a commit waits for the disk. */
const FULL = 2;

/** Drizzle over our tables. For anything hot use `.prepare()`: 5 µs instead of 70 µs a query. */
export type BoxDatabase = BetterSQLite3Database<typeof tables>;

export interface Database {
	/** Drizzle. `db.transaction(tx => …)` is synchronous. */
	readonly db: BoxDatabase;
	/** The connection below, for prepared statements in hot places. */
	readonly raw: Sqlite.Database;
	readonly settings: Settings;
	/**
	 * Runs `work` in one transaction (nested: a savepoint).
	 * @throws what `work` throws, after rolling back
	 */
	transaction<T>(work: () => T): T;
	/**
	 * What `work` gives, which is then rolled back: nothing was changed or published. For
	 * work that touches rows alone.
	 * @throws what `work` throws
	 */
	rehearse<T>(work: () => T): T;
	/**
	 * The same, without waiting for the disk: where the power goes in the next moments, what was
	 * written may not have been. For what is found out again, or done again, after that. Whatever
	 * is written durably later makes it durable too. Within another transaction: as that one is.
	 */
	relaxed<T>(work: () => T): T;
	/**
	 * Resolves when all that was committed before this call is on the disk, however it was written.
	 * The wait is a thread's of its own: meanwhile others are answered.
	 * @throws where the disk does not take it
	 */
	durable(): Promise<void>;
	/** Work that waits for the end of the running transaction; see {@link AfterCommit}. */
	readonly afterCommit: AfterCommit;
	/**
	 * Sees that there is room inside the file for writes on a full disk; see
	 * {@link reserveRoom}. Does nothing where it is there.
	 * @param mayGrow false on a disk that is full; default true
	 * @throws SqliteError where the disk has no room for it
	 */
	reserveRoom(mayGrow?: boolean): Promise<number>;
	/** Folds the write-ahead log into the file and closes it. Calling it again does nothing. */
	close(): void;
}

/**
 * Opens the database file and brings its tables to this version.
 * @throws as {@link openDatabaseFile}
 */
export function openDatabase(options: DatabaseOptions): Database {
	const { file } = options;
	const { raw, afterCommit, close } = openDatabaseFile(options);
	return {
		db: drizzle(raw, { schema: tables }),
		raw,
		settings: createSettings(raw),
		afterCommit,
		transaction: (work) => raw.transaction(work)(),
		rehearse(work) {
			const over = new Error('a rehearsal is over');
			let given: { value: ReturnType<typeof work> } | undefined;
			try {
				raw.transaction(() => {
					given = { value: work() };
					throw over;
				})();
			} catch (error) {
				if (error !== over) throw error;
			}
			return given!.value;
		},
		relaxed: (work) => relaxedTransaction(raw, work),
		durable: file === ':memory:' ? async () => {} : createDurable(`${file}-wal`),
		reserveRoom: async (mayGrow) => (file === ':memory:' ? 0 : reserveRoom(raw, file, mayGrow)),
		close
	};
}

/**
 * What a commit does at the level FULL, behind it: the write-ahead log is synced. What is not in
 * that any more was folded into the file, which is synced first at every level
 * (sqlite.org/pragma.html#pragma_synchronous). Opened by name each time, as the file may be
 * another one; SQLite has no locks at this one, which closing it would take.
 */
function createDurable(log: string): () => Promise<void> {
	let running: Promise<void> | null = null;
	let next: Promise<void> | null = null;
	async function sync(): Promise<void> {
		const file = await open(log, 'r');
		try {
			await file.datasync();
		} finally {
			await file.close();
		}
	}
	function begin(): Promise<void> {
		running = sync().finally(() => (running = null));
		return running;
	}
	return () => {
		if (!running) return begin();
		// The one that runs may have begun before the last write.
		next ??= running
			.catch(() => {})
			.then(() => {
				next = null;
				return begin();
			});
		return next;
	};
}

/**
 * A safety level cannot be changed within a transaction
 * (sqlite.org/pragma.html#pragma_synchronous).
 */
function relaxedTransaction<T>(raw: Sqlite.Database, work: () => T): T {
	if (raw.inTransaction || raw.pragma('synchronous', { simple: true }) !== FULL) return raw.transaction(work)();
	raw.pragma('synchronous = NORMAL');
	try {
		return raw.transaction(work)();
	} finally {
		raw.pragma('synchronous = FULL');
	}
}
