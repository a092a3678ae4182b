/** Decides which pups use too much space, and when to measure again. Pure. */
import { bytes } from '../../../contract/bytes.ts';
import type { DiskSpace } from '../../../contract/box.ts';
import type { Failure } from '../../../contract/jobs.ts';
import type { StorageLimits } from '../../host/index.ts';

/** Size or growth of a pup's data. */
export interface Amount {
	bytes: number;
	/** Null where files are not counted. */
	files: number | null;
}

/** Failure code of a pup that was stopped because its data exceeded its limit. */
export const STORAGE_LIMIT = 'storage-limit';
/** Failure code of a pup that was stopped because its data grew while the disk was nearly full. */
export const DISK_FULL = 'disk-full';

/**
 * Growth below this is normal writing and does not fill a disk: bytes, share of the disk, files.
 */
const GROWTH_BYTES = 4e6;
const GROWTH_SHARE = 1 / 64;
const GROWTH_FILES = 500;

/** Grace period of nodes and databases, milliseconds. */
const ENDING_MS = 120_000;

/**
 * Interval between two measurements of a pup's data, milliseconds: near its limit, with a limit,
 * and without.
 */
const OFTEN_MS = 10_000;
const LIMITED_MS = 60_000;
const SELDOM_MS = 5 * 60_000;
/** Measuring may take at most this share of the time. */
const BUSY_SHARE = 1 / 20;
/** Changes below this since the last measurement are ignored, since every pup writes something. */
const LEAST_BYTES = 1e6;
const LEAST_FILES = 100;

/**
 * @returns the failure with which a pup has to be stopped because it exceeds its own limit; null
 * where it does not
 */
export function pastLimit(used: Amount, limits: StorageLimits): Failure | null {
	const hint = 'Give it more storage among its limits, then start it again. To delete its data, remove it.';
	if (limits.bytes !== null && used.bytes > limits.bytes) {
		const reason = `Its data takes ${bytes(used.bytes)}, more than the ${bytes(limits.bytes)} that it may take.`;
		return { code: STORAGE_LIMIT, reason, hint };
	}
	if (limits.files !== null && used.files !== null && used.files > limits.files) {
		const reason = `Its data is ${used.files} files, more than the ${limits.files} that it may be.`;
		return { code: STORAGE_LIMIT, reason, hint };
	}
	return null;
}

/** The growth between two measurements. */
export const growthOf = (now: Amount, before: Amount): Amount => ({
	bytes: now.bytes - before.bytes,
	files: now.files === null || before.files === null ? null : now.files - before.files
});

/**
 * Returns the pups whose growth fills a disk: those that grew by more than normal writing in what
 * the disk lacks, bytes or files.
 */
export function growing<One extends { growth: Amount }>(
	pups: readonly One[],
	disk: Pick<DiskSpace, 'size'>,
	short: { bytes: boolean; files: boolean }
): One[] {
	const least = Math.min(GROWTH_BYTES, disk.size * GROWTH_SHARE);
	return pups
		.filter(
			({ growth }) => (short.bytes && growth.bytes >= least) || (short.files && (growth.files ?? 0) >= GROWTH_FILES)
		)
		.sort((a, b) => b.growth.bytes - a.growth.bytes);
}

/**
 * Whether data grow so fast that their pup cannot have its full grace period: half of the free
 * space would be used by then.
 * @param withinMs period of that growth, milliseconds
 */
export function growsFast(growth: Amount, withinMs: number, disk: Pick<DiskSpace, 'free' | 'filesFree'>): boolean {
	const share = ENDING_MS / Math.max(1, withinMs);
	return (
		growth.bytes * share >= disk.free / 2 ||
		(disk.filesFree !== null && growth.files !== null && growth.files * share >= disk.filesFree / 2)
	);
}

/** The failure of a pup whose data grow on a nearly full disk. */
export function filledDisk(
	disk: Pick<DiskSpace, 'mountPoint' | 'free' | 'filesFree'>,
	used: Amount,
	growth: Amount,
	short: { bytes: boolean }
): Failure {
	const left = short.bytes ? bytes(disk.free) : disk.filesFree ? `${disk.filesFree} files` : 'no more files';
	const by = short.bytes ? bytes(growth.bytes) : `${growth.files ?? 0} files`;
	return {
		code: DISK_FULL,
		reason: `The disk at ${disk.mountPoint} was nearly full (${left} left), and its data grew by ${by} to ${bytes(used.bytes)}.`,
		hint: 'Make room: remove a pup that you do not need together with its data. Then start this one again.'
	};
}

/** Facts about a running pup that decide when to measure it. */
export interface Measured {
	/** Whether the filesystem counts its data and enforces its limit. */
	kept: boolean;
	/** Result of the last successful measurement; null where there was none. */
	used: Amount | null;
	limits: StorageLimits;
	/** Milliseconds since the last measurement, and its duration. */
	ageMs: number;
	tookMs: number;
	/** Bytes and files that the disk has lost since then, through any writer. */
	written: number;
	made: number;
}

/** Whether a pup's data must be measured again. */
export function isDue({ kept, used, limits, ageMs, tookMs, written, made }: Measured): boolean {
	if (ageMs < tookMs / BUSY_SHARE) return false;
	if (used === null || ageMs >= SELDOM_MS) return true;
	if (kept || limits.bytes === null || limits.files === null) return false;
	if (ageMs >= LIMITED_MS) return true;
	// The pup can hardly have grown by more than the disk has lost. Where others freed space
	// meanwhile, the interval detects it.
	const files = used.files ?? limits.files;
	if (written >= Math.max(LEAST_BYTES, (limits.bytes - used.bytes) / 2)) return true;
	if (made >= Math.max(LEAST_FILES, (limits.files - files) / 2)) return true;
	const near = used.bytes > limits.bytes * 0.8 || files > limits.files * 0.8;
	return near && ageMs >= OFTEN_MS;
}
