/**
 * Spare room in the database file and its log for writes on a full disk: unused pages that the file
 * already has, and a log of a size that is overwritten and not extended. A program that fills the
 * disk cannot take either. It does not help on filesystems that write everything to a new place
 * (btrfs, ZFS); the reserve next to the database does.
 */
import { statSync } from 'node:fs';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type Sqlite from 'better-sqlite3';

/**
 * Bytes of each. Enough for thousands of changes and jobs. SQLite checkpoints its log at about the
 * same size (`wal_autocheckpoint`, 1000 pages).
 */
const SPARE_BYTES = 4 * 1024 * 1024;
/** Bytes written at once; dogeboxd is blocked meanwhile. */
const PIECE_BYTES = 256 * 1024;
/** Prefix of keys in the settings that nothing else uses. */
const PIECE = 'spare.';

/**
 * Creates the spare room where less than half of it exists.
 * @param file of the database
 * @param mayGrow false on a full disk: then only the log gets its size, with few spare pages at a
 *   time, so that other writers find the rest
 * @returns bytes that had to be written
 * @throws SqliteError `SQLITE_FULL` … where there is no room for it now; nothing is lost
 */
export async function reserveRoom(raw: Sqlite.Database, file: string, mayGrow = true): Promise<number> {
	const pageSize = Number(raw.pragma('page_size', { simple: true }));
	const spare = () => Number(raw.pragma('freelist_count', { simple: true })) * pageSize;
	const logged = () => statSync(`${file}-wal`, { throwIfNoEntry: false })?.size ?? 0;
	const insert = raw.prepare('INSERT OR REPLACE INTO settings (key, value) VALUES (?, zeroblob(?))');
	const growing = mayGrow && spare() < SPARE_BYTES / 2;
	if (!growing && logged() >= SPARE_BYTES / 2) return 0;
	let written = 0;
	const write = async (number: number) => {
		insert.run(`${PIECE}${number}`, PIECE_BYTES);
		written += PIECE_BYTES;
		await nextTurn();
	};
	try {
		// The first pieces use existing spare pages.
		while (growing && raw.open && spare() > 0) await write(written);
		for (const end = written + SPARE_BYTES; growing && raw.open && written < end;) await write(written);
		// Overwriting a piece takes no additional pages.
		const lengthen = raw.open && logged() < SPARE_BYTES / 2;
		for (const end = written + SPARE_BYTES; lengthen && raw.open && written < end;) await write(0);
	} finally {
		if (raw.open) removePieces(raw);
	}
	return written;
}

function removePieces(raw: Sqlite.Database): void {
	try {
		// Without this the file would only have a greater length, without blocks on the disk. It
		// also restarts the log, which makes room for what follows where the log cannot grow.
		raw.pragma('wal_checkpoint(PASSIVE)');
	} finally {
		raw.prepare(`DELETE FROM settings WHERE key GLOB '${PIECE}[0-9]*'`).run();
	}
}
