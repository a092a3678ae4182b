/**
 * Room inside the database and its log for writes on a disk that is full: pages that the file has
 * already and nothing uses, and a log of a size that is written over and not extended. Whoever
 * fills the disk cannot take either. On filesystems that write everything to a new place (btrfs,
 * ZFS) it does not hold; the reserve beside the database does.
 */
import { statSync } from 'node:fs';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type Sqlite from 'better-sqlite3';

/**
 * Bytes of each. Thousands of changes and jobs; SQLite folds its log into the file at about the
 * same size (`wal_autocheckpoint`, 1000 pages).
 */
const SPARE_BYTES = 4 * 1024 * 1024;
/** Written in one go, bytes: dogeboxd does nothing else meanwhile. */
const PIECE_BYTES = 256 * 1024;
/** In the settings, which hold no such keys otherwise. */
const PIECE = 'spare.';

/**
 * Makes the spare room where less than half of it is there.
 * @param file of the database
 * @param mayGrow false on a disk that is full: only the log gets its size, in few of the spare
 *   pages at a time, so that what others write meanwhile finds the rest
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
		// Pieces take first what is spare already.
		while (growing && raw.open && spare() > 0) await write(written);
		for (const end = written + SPARE_BYTES; growing && raw.open && written < end;) await write(written);
		// Written over, a piece takes no more pages.
		const lengthen = raw.open && logged() < SPARE_BYTES / 2;
		for (const end = written + SPARE_BYTES; lengthen && raw.open && written < end;) await write(0);
	} finally {
		if (raw.open) removePieces(raw);
	}
	return written;
}

function removePieces(raw: Sqlite.Database): void {
	try {
		// Else the file would only be said to be longer, without blocks on the disk. And the log
		// begins anew: room for what follows, also where it cannot grow.
		raw.pragma('wal_checkpoint(PASSIVE)');
	} finally {
		raw.prepare(`DELETE FROM settings WHERE key GLOB '${PIECE}[0-9]*'`).run();
	}
}
