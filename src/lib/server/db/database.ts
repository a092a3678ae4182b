/** Opens the SQLite file with its tables. */
import { open } from 'node:fs/promises';
import type Sqlite from 'better-sqlite3';
import { drizzle, type BetterSQLite3Database } from 'drizzle-orm/better-sqlite3';
import type { AfterCommit } from './after-commit.ts';
import { openDatabaseFile, type DatabaseOptions } from './database-file.ts';
import * as tables from './schema.ts';
import { createSettings, type Settings } from './settings.ts';
import { reserveRoom } from './spare-pages.ts';

/** The synchronous level at which a commit waits for the disk. */
const FULL = 2;

/** Drizzle with our tables. Use `.prepare()` in frequent queries: 5 µs instead of 70 µs each. */
export type BoxDatabase = BetterSQLite3Database<typeof tables>;

export interface Database {
	/** Drizzle. `db.transaction(tx => …)` is synchronous. */
	readonly db: BoxDatabase;
	/** The underlying connection, for prepared statements in frequent queries. */
	readonly raw: Sqlite.Database;
	readonly settings: Settings;
	/**
	 * Runs `work` in one transaction (a savepoint when nested).
	 * @throws errors of `work`, after a rollback
	 */
	transaction<T>(work: () => T): T;
	/**
	 * Returns the result of `work`, and rolls back its changes. Nothing is published. Only for work
	 * that changes nothing but rows.
	 * @throws errors of `work`
	 */
	rehearse<T>(work: () => T): T;
	/**
	 * Runs `work` in a transaction that does not wait for the disk, so a power failure may lose it.
	 * For data that is found out or done again after that. A later durable write makes it durable
	 * too. Inside another transaction the level of that one applies.
	 */
	relaxed<T>(work: () => T): T;
	/**
	 * Resolves when all earlier commits are on the disk, also relaxed ones. A separate thread
	 * waits, so dogeboxd is not blocked.
	 * @throws where the disk fails
	 */
	durable(): Promise<void>;
	/** Defers work until the running transaction ends; see {@link AfterCommit}. */
	readonly afterCommit: AfterCommit;
	/**
	 * Ensures that the file has spare room for writes on a full disk; see {@link reserveRoom}. Does
	 * nothing where the room exists.
	 * @param mayGrow false on a full disk; default true
	 * @throws SqliteError where the disk has no room for it
	 */
	reserveRoom(mayGrow?: boolean): Promise<number>;
	/**
	 * Checkpoints the write-ahead log into the file and closes it. Does nothing when called again.
	 */
	close(): void;
}

/**
 * Opens the database file and migrates its tables to this version.
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
 * Does what a commit does at the level FULL, afterwards: syncs the write-ahead log. Commits that
 * are no longer in the log were checkpointed into the file, which is synced first at every level
 * (sqlite.org/pragma.html#pragma_synchronous). Opens the log by name each time, because the file
 * may be replaced. SQLite holds no locks on the log, so closing it releases none.
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
		// The running sync may have begun before the last write.
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
 * The synchronous level cannot be changed within a transaction
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
