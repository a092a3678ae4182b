/**
 * A file beside the database that is given back when the disk is full: a change of the password
 * then finds room. The log of the database keeps none by itself; it is cut to nothing after each
 * change, so that no former secret stays in it.
 */
import { randomBytes } from 'node:crypto';
import { closeSync, existsSync, fsyncSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';

/** Some pages of the database, and as much again for a filesystem's own lists. */
const BYTES = 64 * 1024;

export interface Reserve {
	/** Makes it where it is missing and there is room for it. */
	create(): void;
	/** Gives it back. @returns whether there was one */
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
					// Random: filesystems that compress keep zeros in no space at all.
					if (writeSync(handle, randomBytes(BYTES)) < BYTES) throw new Error('no room');
					fsyncSync(handle);
				} finally {
					closeSync(handle);
				}
				renameSync(draft, file);
			} catch {
				// No room now, or a disk that takes nothing: the next write tries again.
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
		// A disk that is mounted read-only: nothing can be made or removed.
	}
}
