/** What the data of a pup may take, as its owner set it. Pure. */
import type { StorageLimits } from '../../host/index.ts';
import type { PupRow } from './rows.ts';

/** Bytes for each file: as many files as ext4 itself makes room for (mke2fs.conf, inode_ratio). */
const BYTES_A_FILE = 16 * 1024;
/** As many files are always allowed. */
const LEAST_FILES = 20_000;

/** The limit of files follows from that of bytes: empty files fill a disk too. */
export function storageLimitsOf({ storageLimit: bytes }: Pick<PupRow, 'storageLimit'>): StorageLimits {
	return { bytes, files: bytes === null ? null : Math.max(LEAST_FILES, Math.floor(bytes / BYTES_A_FILE)) };
}
