/**
 * A file beside the database that is deleted when the disk is full, so that a password change finds
 * room. The database's write-ahead log has no spare room: it is truncated after each change, so
 * that no former secret stays in it.
 */
import { randomBytes } from 'node:crypto';
import { closeSync, existsSync, fsyncSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';

/** Some pages of the database, and as much again for a filesystem's own metadata. */
const BYTES = 64 * 1024;

export interface Reserve {
	/** Creates the file if it is missing and there is room for it. */
	create(): void;
	/** Deletes the file. @returns whether there was one */
	release(): boolean;
}

/** @param file absolute path of the reserve */
export function createReserve(file: string): Reserve {
	return {
		create() {
			if (existsSync(file)) return;
			const draft = `${file}.new`;
			try {
				const handle = openSync(draft, 'w', 0o600);
				try {
					// Random: compressing filesystems store zeros without using any space.
					if (writeSync(handle, randomBytes(BYTES)) < BYTES) throw new Error('no room');
					fsyncSync(handle);
				} finally {
					closeSync(handle);
				}
				renameSync(draft, file);
			} catch {
				// No room now, or a disk that accepts no writes: the next write tries again.
				quietly(() => rmSync(draft, { force: true }));
			}
		},
		release() {
			if (!existsSync(file)) return false;
			quietly(() => rmSync(file));
			return !existsSync(file);
		}
	};
}

function quietly(work: () => void): void {
	try {
		work();
	} catch {
		// A read-only disk: nothing can be created or removed.
	}
}
