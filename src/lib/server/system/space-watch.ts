/** Looks how full the disks are that the box writes to: seldom, and often where one fills fast. */
import { realpath, statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Logger } from 'pino';
import type { DiskSpace, SpaceLevel } from '../../contract/box.ts';
import { backOff, LATE, monotonicMs, within } from '../concurrency/index.ts';
import { mountOf, readMounts, type MountEntry } from '../mountinfo.ts';
import { bytesUntilCritical, levelOf } from './space-levels.ts';
import type { SpaceReserve } from './space-reserve.ts';

/** Milliseconds between two looks: where nothing fills, and at least. */
const SLOW_MS = 2000;
const FAST_MS = 100;
/** Milliseconds between two looks whether the box's own room is there; on a full disk. */
const ROOM_MS = 10 * 60_000;
const ROOM_FULL_MS = 60_000;
/** Delays after a try that failed. */
const ROOM_AGAIN = { firstMs: SLOW_MS, mostMs: ROOM_FULL_MS };

/** A disk that is dying may never answer; the others are not kept waiting, milliseconds. */
const PATIENCE_MS = 5000;

export interface SpaceWatch {
	/** At the last look. */
	disks(): DiskSpace[];
	/** The disk that this lies on; null before the first look. */
	diskOf(what: 'box' | 'pups'): DiskSpace | null;
	/** Calls `fn` after each look. @returns how to stop that */
	onCheck(fn: () => void): () => void;
	/** Looks now. Never rejects. */
	check(): Promise<void>;
	/** Resolves when it has looked for the first time. */
	begin(): Promise<void>;
	close(): void;
}

/**
 * @param deps.folders absolute; `pups` is null while the disk with pups' data is not there
 * @param deps.changed called when a disk's level is another
 * @param deps.reserveRoom sees that room inside the database is there as long as the disk has some
 * @param deps.statfs for tests @param deps.patienceMs for tests @param deps.clock milliseconds, for
 *   tests
 */
export function createSpaceWatch(deps: {
	folders: () => { box: string; pups: string | null };
	reserve: SpaceReserve;
	reserveRoom: (full: boolean) => Promise<unknown>;
	changed: () => void;
	log: Logger;
	statfs?: typeof statfs;
	patienceMs?: number;
	clock?: () => number;
}): SpaceWatch {
	const { folders, reserve, log, patienceMs = PATIENCE_MS, clock = monotonicMs } = deps;
	const listeners = new Set<() => void>();
	let disks: DiskSpace[] = [];
	/** By folder: questions that are not answered yet. */
	const asked = new Map<string, Promise<DiskSpace>>();
	/** By folder: the last answer. */
	const known = new Map<string, DiskSpace>();
	let checkedAt = 0;
	/** When its own room is looked after next, by the clock, and tries in a row that failed. */
	let roomDue = -Infinity;
	let roomFailures = 0;
	let timer: NodeJS.Timeout | undefined;
	let checking: Promise<void> | null = null;
	let closed = false;

	async function checkDisks(): Promise<DiskSpace[]> {
		const { box, pups } = folders();
		const mounts = await readMounts();
		const found: DiskSpace[] = [];
		for (const [what, folder] of [['box', box] as const, ['pups', pups] as const]) {
			if (folder === null) continue;
			const disk = await diskBelow(folder, mounts);
			const same = found.find(({ mountPoint }) => mountPoint === disk?.mountPoint);
			if (same) same.holds.push(what);
			else if (disk) found.push({ ...disk, holds: [what] });
		}
		return found;
	}

	/**
	 * As it was last where it does not answer, null where it never did. It is not asked anew before
	 * it has: each question keeps a thread.
	 */
	async function diskBelow(folder: string, mounts: readonly MountEntry[]): Promise<DiskSpace | null> {
		if (asked.has(folder)) return known.get(folder) ?? null;
		const answer = spaceBelow(folder, mounts).finally(() => asked.delete(folder));
		asked.set(folder, answer);
		const space = await within(answer, patienceMs);
		if (space === LATE) {
			log.error({ folder }, 'a disk does not answer; it may be about to fail');
			answer.then(
				() => log.warn({ folder }, 'the disk answers again'),
				() => undefined
			);
			return known.get(folder) ?? null;
		}
		known.set(folder, space);
		return space;
	}

	async function spaceBelow(folder: string, mounts: readonly MountEntry[]): Promise<DiskSpace> {
		const path = await existing(folder);
		const { source: name = '', target: mountPoint = '/' } = mountOf(mounts, path) ?? {};
		const { blocks, bavail, bsize, files, ffree } = await (deps.statfs ?? statfs)(path);
		const space: Omit<DiskSpace, 'level'> = {
			name,
			mountPoint,
			holds: [],
			size: blocks * bsize,
			free: bavail * bsize,
			files: files > 0 ? files : null,
			filesFree: files > 0 ? ffree : null
		};
		const before = disks.find((disk) => disk.mountPoint === mountPoint)?.level ?? 'ok';
		return { ...space, level: levelOf(space, before) };
	}

	const levels = (list: readonly DiskSpace[]) =>
		JSON.stringify(list.map(({ mountPoint, level }) => [mountPoint, level]));

	/**
	 * The reserve is given back when there is no room. That of the database is made then too: a
	 * start of the box has given some back, which nobody else may take.
	 */
	async function keepRoom(level: SpaceLevel): Promise<void> {
		const full = level === 'critical';
		if (full && reserve.releaseIfFull()) log.warn('the disk of the box is full; its reserve was given back');
		if (clock() < roomDue) return;
		try {
			await deps.reserveRoom(full);
			if (!full) await reserve.create();
			roomFailures = 0;
			roomDue = clock() + (full ? ROOM_FULL_MS : ROOM_MS);
		} catch (error) {
			roomDue = clock() + backOff(ROOM_AGAIN, ++roomFailures);
			throw error;
		}
	}

	/** @returns milliseconds until the next look */
	async function checkOnce(): Promise<number> {
		const before = disks;
		const elapsed = clock() - checkedAt;
		const found = await checkDisks();
		if (closed) return SLOW_MS;
		checkedAt = clock();
		disks = found;
		if (levels(before) !== levels(found)) {
			for (const { mountPoint, level, free } of found) log.info({ mountPoint, level, free }, 'space on a disk');
			deps.changed();
			roomDue = -Infinity;
			roomFailures = 0;
		}
		const own = found.find(({ holds }) => holds.includes('box'));
		if (own) await keepRoom(own.level).catch((err: unknown) => log.warn({ err }, 'no room could be made'));
		for (const fn of [...listeners]) fn();
		return Math.min(SLOW_MS, ...found.map((disk) => waitFor(disk, before, elapsed)));
	}

	async function check(): Promise<void> {
		checking ??= (async () => {
			let wait = SLOW_MS;
			try {
				wait = await checkOnce();
			} catch (error) {
				log.warn({ err: error }, 'the space on the disks could not be looked at');
			} finally {
				checking = null;
			}
			if (closed) return;
			clearTimeout(timer);
			timer = setTimeout(() => void check(), wait).unref();
		})();
		return checking;
	}

	return {
		disks: () => disks,
		diskOf: (what) => disks.find(({ holds }) => holds.includes(what)) ?? null,
		onCheck(fn) {
			const own = () => fn();
			listeners.add(own);
			return () => void listeners.delete(own);
		},
		check,
		begin: check,
		close() {
			closed = true;
			clearTimeout(timer);
		}
	};
}

/** A disk that fills is looked at again half-way to where it would be critical. */
function waitFor(disk: DiskSpace, before: readonly DiskSpace[], elapsedMs: number): number {
	const was = before.find(({ mountPoint }) => mountPoint === disk.mountPoint);
	const perMs = was ? (was.free - disk.free) / elapsedMs : 0;
	if (disk.level === 'critical') return SLOW_MS / 4;
	return perMs <= 0 ? SLOW_MS : Math.max(FAST_MS, bytesUntilCritical(disk) / perMs / 2);
}

/** The folder, or the nearest above it that is there. */
async function existing(folder: string): Promise<string> {
	return realpath(folder).catch((error: NodeJS.ErrnoException) => {
		if (error.code !== 'ENOENT' || folder === '/') throw error;
		return existing(dirname(folder));
	});
}
