/** Which pups take too much, and when to look again. Pure. */
import { bytes } from '../../../contract/bytes.ts';
import type { DiskSpace } from '../../../contract/box.ts';
import type { Failure } from '../../../contract/jobs.ts';
import type { StorageLimits } from '../../host/index.ts';

/** What a pup's data take, or by how much they have grown. */
export interface Amount {
	bytes: number;
	/** Null where files are not counted. */
	files: number | null;
}

/** Code of a pup that was stopped because its data went past its limit. */
export const STORAGE_LIMIT = 'storage-limit';
/** Code of a pup that was stopped because its data grew while the disk was nearly full. */
export const DISK_FULL = 'disk-full';

/** Growth below this is everyday writing, not what fills a disk: bytes, or a part of the disk. */
const GROWTH_BYTES = 4e6;
const GROWTH_SHARE = 1 / 64;
const GROWTH_FILES = 500;

/** As long as nodes and databases have to end, milliseconds. */
const ENDING_MS = 120_000;

/** Milliseconds between two looks at a pup's data: near its limit, with one, and without. */
const OFTEN_MS = 10_000;
const LIMITED_MS = 60_000;
const SELDOM_MS = 5 * 60_000;
/** A measuring may take this part of the time at most. */
const BUSY_SHARE = 1 / 20;
/** Less than this since the last look is not looked after: everybody writes something. */
const LEAST_BYTES = 1e6;
const LEAST_FILES = 100;

/** @returns why a pup has to be stopped for the sake of its own limit; null where it stays below */
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

/** By how much data have grown. */
export const growthOf = (now: Amount, before: Amount): Amount => ({
	bytes: now.bytes - before.bytes,
	files: now.files === null || before.files === null ? null : now.files - before.files
});

/**
 * Those whose growth fills a disk: each that has grown by more than everyday writing, in what the
 * disk is short of. Who only writes a little stays.
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
 * Whether data grow so fast that their pup cannot be given its time to end: half of what is left
 * would be gone by then.
 * @param withinMs in which they grew by that, milliseconds
 */
export function growsFast(growth: Amount, withinMs: number, disk: Pick<DiskSpace, 'free' | 'filesFree'>): boolean {
	const share = ENDING_MS / Math.max(1, withinMs);
	return (
		growth.bytes * share >= disk.free / 2 ||
		(disk.filesFree !== null && growth.files !== null && growth.files * share >= disk.filesFree / 2)
	);
}

/** Why a pup is stopped whose data grow on a disk that is nearly full. */
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

/** A pup that runs, as far as it matters for when to measure it. */
export interface Measured {
	/** The filesystem counts it and keeps its limit. */
	kept: boolean;
	/** At the last measuring that came to a size; null where none did. */
	used: Amount | null;
	limits: StorageLimits;
	/** Milliseconds since the last measuring, and how long it took. */
	ageMs: number;
	tookMs: number;
	/** Bytes and files that the disk has lost since then, through anybody. */
	written: number;
	made: number;
}

/** Whether a pup's data have to be measured again. */
export function isDue({ kept, used, limits, ageMs, tookMs, written, made }: Measured): boolean {
	if (ageMs < tookMs / BUSY_SHARE) return false;
	if (used === null || ageMs >= SELDOM_MS) return true;
	if (kept || limits.bytes === null || limits.files === null) return false;
	if (ageMs >= LIMITED_MS) return true;
	// It has hardly grown by more than the disk has lost; where others gave room back meanwhile,
	// the clock finds it.
	const files = used.files ?? limits.files;
	if (written >= Math.max(LEAST_BYTES, (limits.bytes - used.bytes) / 2)) return true;
	if (made >= Math.max(LEAST_FILES, (limits.files - files) / 2)) return true;
	const near = used.bytes > limits.bytes * 0.8 || files > limits.files * 0.8;
	return near && ageMs >= OFTEN_MS;
}
