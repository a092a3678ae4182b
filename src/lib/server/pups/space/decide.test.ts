import { describe, expect, it } from 'vitest';
import { storageLimitsOf } from '../installed/index.ts';
import { filledDisk, growing, growsFast, growthOf, isDue, pastLimit, type Measured } from './decide.ts';

const MB = 1e6;
const GB = 1e9;
const none = { bytes: null, files: null };

describe('a limit of a pup’s data', () => {
	it('brings a limit of files with it', () => {
		expect(storageLimitsOf({ storageLimit: null })).toEqual(none);
		expect(storageLimitsOf({ storageLimit: 10 * MB })).toEqual({ bytes: 10 * MB, files: 20_000 });
		expect(storageLimitsOf({ storageLimit: 16384 * 1_000_000 })).toMatchObject({ files: 1_000_000 });
	});

	it('is passed by bytes or by files, and says what to do', () => {
		const limits = { bytes: 5 * GB, files: 1000 };
		expect(pastLimit({ bytes: 5 * GB, files: 1000 }, limits)).toBeNull();
		expect(pastLimit({ bytes: 90 * GB, files: null }, none)).toBeNull();
		expect(pastLimit({ bytes: 5.25 * GB, files: 1 }, limits)).toEqual({
			code: 'storage-limit',
			reason: 'Its data takes 5.3 GB, more than the 5.0 GB that it may take.',
			hint: 'Give it more storage among its limits, then start it again. To delete its data, remove it.'
		});
		expect(pastLimit({ bytes: 1, files: 1001 }, limits)?.reason).toBe(
			'Its data is 1001 files, more than the 1000 that it may be.'
		);
	});
});

describe('a disk that is nearly full', () => {
	const disk = { size: 100 * GB, mountPoint: '/data', free: 200 * MB, filesFree: 1000 };
	const grown = (id: string, bytes: number, files: number | null = 0) => ({ id, growth: { bytes, files } });

	it('is filled by those that grew by more than everyday writing, the worst first', () => {
		const all = [grown('a', 5 * MB), grown('b', 90 * MB), grown('c', 1 * MB), grown('d', -9 * GB), grown('e', 0, 9000)];
		const ids = (short: { bytes: boolean; files: boolean }) => growing(all, disk, short).map(({ id }) => id);
		expect(ids({ bytes: true, files: true })).toEqual(['b', 'a', 'e']);
		expect(ids({ bytes: true, files: false })).toEqual(['b', 'a']);
		expect(ids({ bytes: false, files: true })).toEqual(['e']);
		expect(growing([grown('a', 1.1 * MB)], { size: 64 * MB }, { bytes: true, files: false })).toHaveLength(1);
	});

	it.each([
		['a node that grows by 5 MB in five minutes', 5 * MB, 0, 300_000, false],
		['a program that writes 5 MB a second', 5 * MB, 0, 1000, true],
		['a program that makes hundreds of files a second', 0, 600, 2000, true],
		['a database that makes some files in ten minutes', 0, 600, 600_000, false]
	])('is given its time to end or not: %s', (_what, bytes, files, withinMs, fast) => {
		expect(growsFast({ bytes, files }, withinMs, disk)).toBe(fast);
	});

	it('gives nobody time when nothing is left', () => {
		expect(growsFast({ bytes: 1, files: null }, 600_000, { free: 0, filesFree: null })).toBe(true);
	});

	it('is named with what is left, what grew, and what to do', () => {
		const used = { bytes: 3 * GB, files: 10 };
		expect(filledDisk(disk, used, growthOf(used, { bytes: 1 * GB, files: null }), { bytes: true })).toEqual({
			code: 'disk-full',
			reason: 'The disk at /data was nearly full (200 MB left), and its data grew by 2.0 GB to 3.0 GB.',
			hint: 'Make room: remove a pup that you do not need together with its data. Then start this one again.'
		});
		expect(filledDisk({ ...disk, filesFree: 0 }, used, { bytes: 0, files: 700 }, { bytes: false }).reason).toBe(
			'The disk at /data was nearly full (no more files left), and its data grew by 700 files to 3.0 GB.'
		);
	});
});

describe('a pup’s data are measured again', () => {
	const limited: Measured = {
		kept: false,
		used: { bytes: 1 * GB, files: 10 },
		limits: { bytes: 2 * GB, files: 100_000 },
		ageMs: 5000,
		tookMs: 10,
		written: 0,
		made: 0
	};
	it.each<[what: string, change: Partial<Measured>, due: boolean]>([
		['not while nothing was written', {}, false],
		['when half of what is left to it was written', { written: 500 * MB }, true],
		['not when less was', { written: 499 * MB }, false],
		['when half of the files that are left to it were made', { made: 49_995 }, true],
		['not when fewer were', { made: 49_994 }, false],
		['when its files were never counted', { used: { bytes: 1, files: null }, ageMs: 10_000 }, true],
		['at its limit after any megabyte', { used: { bytes: 2 * GB, files: 10 }, written: 1 * MB }, true],
		['near its limit every ten seconds', { used: { bytes: 1.9 * GB, files: 10 }, ageMs: 10_000 }, true],
		['near its limit of files too', { used: { bytes: 1, files: 90_000 }, ageMs: 10_000 }, true],
		['far from it every minute', { ageMs: 60_000 }, true],
		['without a limit every five minutes', { limits: none, ageMs: 300_000 }, true],
		['without a limit not for what was written', { limits: none, ageMs: 299_000, written: 90 * GB }, false],
		['not for what the filesystem keeps', { kept: true, written: 90 * GB }, false],
		['never for more than a twentieth of the time', { tookMs: 60_000, ageMs: 600_000, written: 90 * GB }, false],
		['and then', { tookMs: 60_000, ageMs: 1_200_000 }, true],
		['again where it came to no size', { used: null }, true],
		['but not at once where that took long', { used: null, tookMs: 60_000 }, false]
	])('%s', (_what, change, due) => {
		expect(isDue({ ...limited, ...change })).toBe(due);
	});
});
