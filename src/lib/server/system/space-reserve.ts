/**
 * A file next to the database that is removed when the disk is full, which makes room for urgent
 * writes (a login, the end of a pup).
 */
import { randomBytes } from 'node:crypto';
import { rmSync, statfsSync, statSync } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';

/** A share of the disk, within bounds; bytes. */
const SHARE = 1 / 200;
const LEAST = 1024 * 1024;
const MOST = 16 * 1024 * 1024;
const PIECE_BYTES = 1024 * 1024;

export interface SpaceReserve {
	/**
	 * Creates the file where it is missing. @throws the system's error when there is no room for it
	 */
	create(): Promise<void>;
	/**
	 * Removes the file where the disk is full: less than half of the file's size is left.
	 * @returns whether it was removed
	 */
	releaseIfFull(): boolean;
}

const bytesFor = (size: number): number => Math.min(MOST, Math.max(LEAST, Math.floor(size * SHARE)));

/** @param data absolute path of the database's existing folder */
export function createSpaceReserve(data: string): SpaceReserve {
	const file = join(data, 'reserve');
	const sizeNow = () => statSync(file, { throwIfNoEntry: false })?.size ?? 0;
	return {
		async create() {
			const { blocks, bsize, bavail } = statfsSync(data);
			const wanted = bytesFor(blocks * bsize);
			if (sizeNow() >= wanted || bavail * bsize < 4 * wanted) return;
			const draft = `${file}.new`;
			try {
				const handle = await open(draft, 'w', 0o600);
				try {
					// Random bytes, because compressing filesystems store zeros in no space at all.
					for (let left = wanted; left > 0; left -= PIECE_BYTES) {
						await handle.writeFile(randomBytes(Math.min(left, PIECE_BYTES)));
					}
					await handle.sync();
				} finally {
					await handle.close();
				}
				await rename(draft, file);
			} catch (error) {
				await rm(draft, { force: true });
				throw error;
			}
		},
		releaseIfFull() {
			const held = sizeNow();
			if (held === 0) return false;
			const { bavail, bsize } = statfsSync(data);
			if (bavail * bsize >= held / 2) return false;
			rmSync(file, { force: true });
			return true;
		}
	};
}
