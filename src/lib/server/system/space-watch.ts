/** Monitors the disks that the box writes to: rarely, and more often where one fills up fast. */
import { realpath, statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Logger } from 'pino';
import type { DiskSpace, SpaceLevel } from '../../contract/box.ts';
import { backOff, LATE, monotonicMs, within } from '../concurrency/index.ts';
import { mountOf, readMounts, type MountEntry } from '../mountinfo.ts';
import { bytesUntilCritical, levelOf } from './space-levels.ts';
import type { SpaceReserve } from './space-reserve.ts';

/** Longest and shortest interval between two checks, milliseconds. */
const SLOW_MS = 2000;
const FAST_MS = 100;
/** Interval of checking the box's own reserves, milliseconds; the second on a full disk. */
const ROOM_MS = 10 * 60_000;
const ROOM_FULL_MS = 60_000;
/** Delays after a failed attempt. */
const ROOM_AGAIN = { firstMs: SLOW_MS, mostMs: ROOM_FULL_MS };

/**
 * Longest wait for one disk, milliseconds. A dying disk may never answer, and must not delay the
 * others.
 */
const PATIENCE_MS = 5000;

export interface SpaceWatch {
	/** The disks as of the last check. */
	disks(): DiskSpace[];
	/** The disk of the box or of pups' data; null before the first check. */
	diskOf(what: 'box' | 'pups'): DiskSpace | null;
	/** Calls `fn` after each check. @returns unsubscribe */
	onCheck(fn: () => void): () => void;
	/** Checks now. Never rejects. */
	check(): Promise<void>;
	/** Starts to monitor. Resolves after the first check. */
	begin(): Promise<void>;
	close(): void;
}

/**
 * @param deps.folders absolute; `pups` is null while the disk with pups' data is missing
 * @param deps.changed called when the level of a disk changes
 * @param deps.reserveRoom ensures spare room inside the database while the disk has some
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
	/** Pending calls of statfs, by folder. */
	const asked = new Map<string, Promise<DiskSpace>>();
	/** The last answer, by folder. */
	const known = new Map<string, DiskSpace>();
	let checkedAt = 0;
	/** When the box's own reserves are checked next, and the number of failed attempts in a row. */
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
	 * Returns the last answer while the disk does not answer, null where it never did. There is no
	 * new call before the pending one returns, because each blocks a thread.
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
	 * Removes the reserve file when the disk is full. Creates the spare room of the database then
	 * too: the start of the box has freed some space that nobody else may take.
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

	/** @returns milliseconds until the next check */
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

/** A disk that fills up is checked again half-way to its predicted critical point. */
function waitFor(disk: DiskSpace, before: readonly DiskSpace[], elapsedMs: number): number {
	const was = before.find(({ mountPoint }) => mountPoint === disk.mountPoint);
	const perMs = was ? (was.free - disk.free) / elapsedMs : 0;
	if (disk.level === 'critical') return SLOW_MS / 4;
	return perMs <= 0 ? SLOW_MS : Math.max(FAST_MS, bytesUntilCritical(disk) / perMs / 2);
}

/** The folder, or its nearest existing parent. */
async function existing(folder: string): Promise<string> {
	return realpath(folder).catch((error: NodeJS.ErrnoException) => {
		if (error.code !== 'ENOENT' || folder === '/') throw error;
		return existing(dirname(folder));
	});
}
