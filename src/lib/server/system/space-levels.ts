/** Decides when a disk counts as nearly full. Pure. */
import type { DiskSpace, SpaceLevel } from '../../contract/box.ts';

/** Below `low` the owner is warned; below `critical` whatever grows is stopped. */
interface Bounds {
	low: number;
	critical: number;
}

/** A tenth of a disk, but at most these values: on a large disk 5 GB last for weeks. */
const LOW = { share: 0.1, bytes: 5e9, files: 50_000 };
/** Must remain for everything else to keep working: logs, settings, other pups' databases. */
const CRITICAL = { share: 0.02, bytes: 256e6, files: 5_000 };
/** A level only ends when there is more free space by this factor, so that it does not flap. */
const BACK_FROM_LOW = 1.2;
const BACK_FROM_CRITICAL = 1.5;

const boundsOf = (size: number, unit: 'bytes' | 'files'): Bounds => ({
	low: Math.min(size * LOW.share, LOW[unit]),
	critical: Math.min(size * CRITICAL.share, CRITICAL[unit])
});

function levelIn(free: number, { low, critical }: Bounds, before: SpaceLevel): SpaceLevel {
	if (free < critical * (before === 'critical' ? BACK_FROM_CRITICAL : 1)) return 'critical';
	return free < low * (before === 'ok' ? 1 : BACK_FROM_LOW) ? 'low' : 'ok';
}

const ORDER: readonly SpaceLevel[] = ['ok', 'low', 'critical'];

/**
 * The level of a disk, by bytes or by files, whichever is worse. @param before its previous level
 */
export function levelOf(
	{ size, free, files, filesFree }: Pick<DiskSpace, 'size' | 'free' | 'files' | 'filesFree'>,
	before: SpaceLevel
): SpaceLevel {
	const inBytes = levelIn(free, boundsOf(size, 'bytes'), before);
	if (files === null || filesFree === null) return inBytes;
	const inFiles = levelIn(filesFree, boundsOf(files, 'files'), before);
	return ORDER[Math.max(ORDER.indexOf(inBytes), ORDER.indexOf(inFiles))]!;
}

/** The resources that a `critical` disk lacks, until it has enough again. */
export function shortOf({ size, free, files, filesFree }: Pick<DiskSpace, 'size' | 'free' | 'files' | 'filesFree'>): {
	bytes: boolean;
	files: boolean;
} {
	const isShort = (left: number, of: number, unit: 'bytes' | 'files') =>
		levelIn(left, boundsOf(of, unit), 'critical') === 'critical';
	return {
		bytes: isShort(free, size, 'bytes'),
		files: files !== null && filesFree !== null && isShort(filesFree, files, 'files')
	};
}

/** Bytes that can still be written before the disk is `critical`; negative when it is. */
export const bytesUntilCritical = ({ size, free }: Pick<DiskSpace, 'size' | 'free'>): number =>
	free - boundsOf(size, 'bytes').critical;
