/** The key manager's database: the original's two tables, and one of our own. */
import { dirname, join } from 'node:path';
import { isDamage, openSqlite } from '../sqlite.js';
import { MAX_KEY_NUMBER } from './derivation.ts';
import { DkmFailure } from './failures.ts';
import { createReserve } from './reserve.ts';
import type { Sealed } from './sealing.ts';

/** The master key as stored. */
export interface StoredKey extends Sealed {
	/** Compressed public key; recovery compares the words with it. */
	pub: Uint8Array;
	/** The owner has not yet proved that the words are written down. */
	unconfirmed: boolean;
}

/** A pup's row. Without a token (see `/create-delegate`) `enc` is empty. */
export interface StoredDelegate extends Sealed {
	/** Compressed public key; empty in rows that the original wrote for `/make-delegate`. */
	pub: Uint8Array;
	/** Number in the derivation path. */
	number: number;
}

/** The permanent number of an id in the derivation path. */
export interface DelegateNumber {
	id: string;
	/** From 1. */
	number: number;
}

/** The stored data. All calls are synchronous; one process owns the file. */
export interface Storage {
	key(): StoredKey | null;
	/**
	 * Stores the first key, with the numbers that its ids had in an earlier database.
	 * @returns false when a key already exists
	 */
	addKey(key: Sealed & { pub: Uint8Array }, confirmed: boolean, numbers?: readonly DelegateNumber[]): boolean;
	/**
	 * Replaces an unconfirmed key by a new one and removes its delegates.
	 * @returns false when `former` is no longer that key
	 */
	replaceUnconfirmed(former: Uint8Array, key: Sealed & { pub: Uint8Array }, confirmed: boolean): boolean;
	/**
	 * Stores the same key sealed with another password.
	 * @returns false when the key is not `pub` (any more)
	 */
	resealKey(key: Sealed & { pub: Uint8Array }): boolean;
	confirm(): void;
	delegate(id: string): StoredDelegate | null;
	/** Lists all ids with their numbers, by number. */
	numbers(): DelegateNumber[];
	/**
	 * Returns the number of an id; a new id gets 1 + the highest.
	 * @throws DkmFailure `too-deep` when all are used
	 */
	numberFor(id: string): number;
	/** Stores the public key of an id that has none. */
	setDelegatePub(id: string, pub: Uint8Array): void;
	/** Stores the sealed key of an id. @returns false when it already has one */
	sealDelegate(id: string, sealed: Sealed, pub: Uint8Array): boolean;
	close(): void;
}

interface KeyRow {
	s1: Buffer;
	s2: Buffer;
	enc: Buffer;
	pub: Buffer;
}

// `config` and `delegate` are the original's: its databases open here, and ours there. A separate
// table, which the original ignores, lists unconfirmed keys; a key that is not in it counts as
// confirmed.
const SCHEMA = `
	CREATE TABLE IF NOT EXISTS config (
		id INTEGER PRIMARY KEY, s1 BLOB NOT NULL, s2 BLOB NOT NULL, enc BLOB NOT NULL, pub BLOB NOT NULL);
	CREATE TABLE IF NOT EXISTS delegate (
		id TEXT PRIMARY KEY, s1 BLOB NOT NULL, s2 BLOB NOT NULL, enc BLOB NOT NULL, pub BLOB NOT NULL, keyid INTEGER NOT NULL);
	CREATE INDEX IF NOT EXISTS delegate_keyid ON delegate (keyid);
	CREATE TABLE IF NOT EXISTS unconfirmed (pub BLOB PRIMARY KEY NOT NULL);`;

/** The file is not a database any more, or part of it is broken. */
export class DamagedDatabase extends Error {
	/** SQLite's code, also used when its check reports damage without an error. */
	readonly code = 'SQLITE_CORRUPT';

	constructor(file: string, why: string, cause?: unknown) {
		super(`${file} is damaged: ${why}`, { cause });
		this.name = 'DamagedDatabase';
	}
}

/**
 * @param file path of `dkm.db`; created if it does not exist. A file `reserve` is kept beside it
 * @throws Error saying so when another process has it open
 * @throws DamagedDatabase
 */
export function openStorage(file: string): Storage {
	const db = openSqlite(file, { timeout: 2000 });
	try {
		// Single owner: a second key manager on the same folder could give the same number to two
		// pups.
		db.pragma('locking_mode = EXCLUSIVE');
		db.pragma('journal_mode = WAL');
		db.pragma('synchronous = FULL');
		// Secrets that a new password replaces must not stay readable in free pages.
		db.pragma('secure_delete = ON');
		const state = db.pragma('quick_check(1)', { simple: true });
		if (state !== 'ok') throw new DamagedDatabase(file, String(state));
		db.transaction(() => db.exec(SCHEMA)).immediate();
	} catch (error) {
		db.close();
		if (String((error as { code?: unknown }).code).startsWith('SQLITE_BUSY')) {
			throw new Error(`${file} is in use by another key manager`, { cause: error });
		}
		throw isDamage(error) ? new DamagedDatabase(file, String((error as Error).message), error) : error;
	}

	const selectKey = db.prepare<[], KeyRow>('SELECT s1, s2, enc, pub FROM config WHERE id = 1');
	const insertKey = db.prepare('INSERT INTO config (id, s1, s2, enc, pub) VALUES (1, ?, ?, ?, ?)');
	const updateKey = db.prepare('UPDATE config SET s1 = ?, s2 = ?, enc = ? WHERE id = 1 AND pub = ?');
	const isUnconfirmed = db.prepare<[Uint8Array], { pub: Buffer }>('SELECT pub FROM unconfirmed WHERE pub = ?');
	const addUnconfirmed = db.prepare('INSERT OR IGNORE INTO unconfirmed (pub) VALUES (?)');
	const clearUnconfirmed = db.prepare('DELETE FROM unconfirmed');
	const selectDelegate = db.prepare<[string], KeyRow & { keyid: number }>(
		'SELECT s1, s2, enc, pub, keyid FROM delegate WHERE id = ?'
	);
	const highest = db.prepare<[], { n: number }>('SELECT coalesce(max(keyid), 0) AS n FROM delegate');
	const selectNumbers = db.prepare<[], DelegateNumber>('SELECT id, keyid AS number FROM delegate ORDER BY keyid');
	const insertDelegate = db.prepare(
		"INSERT INTO delegate (id, s1, s2, enc, pub, keyid) VALUES (?, x'', x'', x'', x'', ?)"
	);
	const updatePub = db.prepare('UPDATE delegate SET pub = ? WHERE id = ? AND length(pub) = 0');
	const updateDelegate = db.prepare(
		'UPDATE delegate SET s1 = ?, s2 = ?, enc = ?, pub = ? WHERE id = ? AND length(enc) = 0'
	);

	const reserve = createReserve(join(dirname(file), 'reserve'));
	reserve.create();

	/** Runs a write. On a full disk it first frees the reserve. */
	function write<T>(work: () => T): T {
		try {
			return work();
		} catch (error) {
			if ((error as { code?: unknown }).code !== 'SQLITE_FULL' || !reserve.release()) throw error;
			return work();
		} finally {
			reserve.create();
		}
	}

	/** Moves the log into the file and empties it, so that replaced secrets are in neither. */
	const checkpoint = () => db.pragma('wal_checkpoint(TRUNCATE)');

	function store(key: Sealed & { pub: Uint8Array }, confirmed: boolean): void {
		insertKey.run(key.salt, key.nonce, key.enc, key.pub);
		clearUnconfirmed.run();
		if (!confirmed) addUnconfirmed.run(key.pub);
	}

	const add = db.transaction(
		(key: Sealed & { pub: Uint8Array }, confirmed: boolean, numbers: readonly DelegateNumber[]) => {
			if (selectKey.get()) return false;
			store(key, confirmed);
			for (const { id, number } of numbers) if (!selectDelegate.get(id)) insertDelegate.run(id, number);
			return true;
		}
	);

	const replace = db.transaction((former: Uint8Array, key: Sealed & { pub: Uint8Array }, confirmed: boolean) => {
		const row = selectKey.get();
		if (!row || !row.pub.equals(former) || !isUnconfirmed.get(row.pub)) return false;
		db.exec('DELETE FROM config; DELETE FROM delegate;');
		store(key, confirmed);
		return true;
	});

	const number = db.transaction((id: string) => {
		const row = selectDelegate.get(id);
		if (row) return row.keyid;
		const next = (highest.get()?.n ?? 0) + 1;
		if (next > MAX_KEY_NUMBER) throw new DkmFailure(500, 'too-deep', 'all key numbers are used');
		insertDelegate.run(id, next);
		return next;
	});

	return {
		key() {
			const row = selectKey.get();
			if (!row) return null;
			const unconfirmed = isUnconfirmed.get(row.pub) !== undefined;
			return { salt: row.s1, nonce: row.s2, enc: row.enc, pub: row.pub, unconfirmed };
		},
		addKey: (key, confirmed, numbers = []) => write(() => add.immediate(key, confirmed, numbers)),
		replaceUnconfirmed: (former, key, confirmed) =>
			write(() => {
				const done = replace.immediate(former, key, confirmed);
				if (done) checkpoint();
				return done;
			}),
		resealKey: (key) =>
			write(() => {
				const done = updateKey.run(key.salt, key.nonce, key.enc, key.pub).changes === 1;
				if (done) checkpoint();
				return done;
			}),
		confirm: () => write(() => void clearUnconfirmed.run()),
		delegate(id) {
			const row = selectDelegate.get(id);
			return row ? { salt: row.s1, nonce: row.s2, enc: row.enc, pub: row.pub, number: row.keyid } : null;
		},
		numbers: () => selectNumbers.all(),
		numberFor: (id) => write(() => number.immediate(id)),
		setDelegatePub: (id, pub) => write(() => void updatePub.run(pub, id)),
		sealDelegate: (id, sealed, pub) =>
			write(() => updateDelegate.run(sealed.salt, sealed.nonce, sealed.enc, pub, id).changes === 1),
		close: () => void db.close()
	};
}
