/** Limits of a pup's data, as its owner set them. Pure. */
import type { StorageLimits } from '../../host/index.ts';
import type { PupRow } from './rows.ts';

/** Bytes per file: the ratio for which ext4 itself reserves inodes (mke2fs.conf, inode_ratio). */
const BYTES_A_FILE = 16 * 1024;
/** The limit of files is never lower than this. */
const LEAST_FILES = 20_000;

/** The limit of files follows from that of bytes, because empty files fill a disk too. */
export function storageLimitsOf({ storageLimit: bytes }: Pick<PupRow, 'storageLimit'>): StorageLimits {
	return { bytes, files: bytes === null ? null : Math.max(LEAST_FILES, Math.floor(bytes / BYTES_A_FILE)) };
}
