/**
 * Prevents a pup from filling the disk of the others: measures the data of running pups, and stops
 * a pup that exceeds its own limit, or whose data grow while the disk is nearly full.
 */
import { bytes } from '../../../contract/bytes.ts';
import { BoxError, conflict } from '../../../contract/errors.ts';
import type { DiskSpace, PupSpace } from '../../../contract/box.ts';
import type { Failure } from '../../../contract/jobs.ts';
import { monotonicMs } from '../../concurrency/index.ts';
import { isUnwritable } from '../../../contract/system-errors.ts';
import type { SpaceWatch } from '../../system/index.ts';
import type { PupContent } from '../content/index.ts';
import type { PupsDeps } from '../deps.ts';
import { storageLimitsOf, type PupRow, type PupRows, type Signals, type StateMachine } from '../installed/index.ts';
import { about, type BusyWith, type Running, type Steps } from '../lifecycle/index.ts';
import { DISK_FULL, isDue, pastLimit, STORAGE_LIMIT } from './decide.ts';
import { createGrowthCheck, SHORT_GRACE_MS } from './growth.ts';
import { defineHalt } from './halt.ts';
import { createUsages, type Usage } from './usages.ts';

/** Maximum age of a displayed size, milliseconds. */
const SHOWN_AGE_MS = 60_000;
/** An older measurement, milliseconds, is repeated before a pup is stopped because of it. */
const STALE_MS = 5000;

const RUNS: readonly PupRow['state'][] = ['starting', 'running', 'crashed'];

export interface PupSpaceWatch {
	/** Bytes at the last measurement; null when never measured. */
	bytesOf(id: string): number | null;
	/** The last measurement; null when never measured. */
	usageOf(id: string): Pick<Usage, 'bytes' | 'kept'> | null;
	/** Calls `fn` after each measurement until unsubscribed. */
	onMeasured(fn: (id: string, usage: Usage) => void): () => void;
	/** Starts a measurement where it is due; the next read returns it. */
	refresh(id: string): void;
	/** Pups whose data were measured, largest first. */
	list(): PupSpace[];
	/** Size of the disk with pups' data, bytes; null before it was read. */
	diskSize(): number | null;
	/**
	 * @throws BoxError 409 `storage-limit`, 507 `disk-full` for a pup that would have to be stopped
	 * at once
	 */
	needRoom(row: PupRow): void;
	/** Applies a changed limit to the filesystem where it supports that, and measures the pup. */
	limitChanged(id: string): Promise<void>;
	begin(): void;
	close(): void;
}

/** Declares its kind of job at once, so it must be created before `jobs.start()`. */
export function createPupSpace(
	deps: Pick<PupsDeps, 'engine' | 'jobs' | 'log'> & {
		space: Pick<SpaceWatch, 'diskOf' | 'onCheck'>;
		rows: PupRows;
		signals: Signals;
		content: Pick<PupContent, 'files'>;
		states: StateMachine;
		running: Running;
		steps: Steps;
		busyWith: BusyWith;
	}
): PupSpaceWatch {
	const { engine, space, rows, signals, busyWith, log } = deps;
	const { files } = deps.content;
	const disk = () => space.diskOf('pups');
	/** State of the disk at the last measurement of each pup. */
	const diskThen = new Map<string, DiskSpace>();
	const isCritical = () => disk()?.level === 'critical';
	let stopWatching: (() => void) | undefined;
	const listeners = new Set<(id: string, usage: Usage) => void>();

	const usages = createUsages({
		files,
		rows,
		log,
		countsFiles: (id) => rows.find(id)?.storageLimit != null || disk()?.level === 'critical'
	});

	const running = () => rows.all().filter((row) => RUNS.includes(row.state));
	const growth = createGrowthCheck({
		runs: running,
		disk,
		last: usages.of,
		measure: (id) => measure(id, true),
		halt,
		log
	});
	const halts = defineHalt({ ...deps, outdated });

	async function measure(id: string, atOnce?: boolean): Promise<Usage | null> {
		const then = disk();
		const usage = await usages.measure(id, atOnce);
		if (usage) for (const fn of listeners) fn(id, usage);
		if (usage && then) diskThen.set(id, then);
		if (usage && then?.level !== 'critical' && !isCritical()) growth.calm(id, usage);
		return usage;
	}

	async function outdated(id: string, failure: Failure): Promise<string | null> {
		const row = rows.find(id);
		if (failure.code === DISK_FULL)
			return (disk()?.level ?? 'critical') === 'critical' ? null : 'The disk has room again.';
		if (failure.code !== STORAGE_LIMIT || !row) return null;
		const known = usages.of(id);
		const fresh = known && monotonicMs() - known.at < STALE_MS ? known : await measure(id, true);
		if (fresh === null || pastLimit(fresh, storageLimitsOf(row))) return null;
		return `Its data takes ${bytes(fresh.bytes)} now, which it may.`;
	}

	/** Stops the pup by a job, so that the reason is visible. */
	async function halt(row: PupRow, failure: Failure, graceMs: number | null): Promise<void> {
		if (busyWith(row.id)?.kind === halts.kind) return;
		log.warn({ pup: row.id, code: failure.code, reason: failure.reason }, 'a pup is stopped: its data take too much');
		try {
			halts.submit({ ...about(row), failure, graceMs }, { requestedBy: 'box' });
		} catch (error) {
			if (!isUnwritable(error)) throw error;
			// The disk is so full that the job cannot be written: stops the pup without one.
			log.error({ pup: row.id, err: error }, 'a pup is stopped without a job');
			await engine?.stop(row.id, { graceMs: graceMs ?? SHORT_GRACE_MS });
		}
	}

	async function keepToLimit(row: PupRow, usage: Usage): Promise<void> {
		// The filesystem prevents further growth, and the pup can clean up by itself.
		if (usage.kept) return;
		const failure = pastLimit(usage, storageLimitsOf(row));
		if (failure) await halt(row, failure, null);
	}

	function isDueNow(row: PupRow): boolean {
		const usage = usages.of(row.id);
		const tried = usages.tried(row.id);
		if (!tried) return true;
		const [then, now] = [diskThen.get(row.id), disk()];
		return isDue({
			kept: usage?.kept ?? false,
			used: usage,
			limits: storageLimitsOf(row),
			ageMs: monotonicMs() - tried.at,
			tookMs: tried.tookMs,
			written: then && now ? then.free - now.free : 0,
			made: (then?.filesFree ?? 0) - (now?.filesFree ?? 0)
		});
	}

	async function checkLimits(): Promise<void> {
		for (const row of running()) {
			// On a critical disk, growth is checked first.
			if (isCritical()) return;
			if (!isDueNow(row)) continue;
			const usage = await measure(row.id);
			const now = rows.find(row.id);
			if (usage && now && RUNS.includes(now.state)) await keepToLimit(now, usage);
		}
	}

	/** Separate queues: a slow check of limits must not delay the detection of a full disk. */
	const atLimits = onceAtATime(checkLimits);
	const atGrowth = onceAtATime(growth.check);

	async function check(): Promise<void> {
		if (engine === null) return;
		try {
			await (isCritical() ? atGrowth() : atLimits());
		} catch (error) {
			log.error({ err: error }, 'the space that pups take could not be looked at');
		}
	}

	signals.subscribe('removed', (id) => {
		usages.forget(id);
		diskThen.delete(id);
		growth.forget(id);
	});

	return {
		bytesOf: (id) => usages.of(id)?.bytes ?? null,
		usageOf: (id) => usages.of(id),
		onMeasured(fn) {
			listeners.add(fn);
			return () => void listeners.delete(fn);
		},
		refresh(id) {
			const usage = usages.of(id);
			if (!usage || monotonicMs() - usage.at >= SHOWN_AGE_MS) void measure(id);
		},
		list: () =>
			rows
				.all()
				.flatMap(({ id, name }) => {
					const usage = usages.of(id);
					return usage ? [{ id, name, bytes: usage.bytes }] : [];
				})
				.sort((a, b) => b.bytes - a.bytes),
		diskSize: () => disk()?.size ?? null,
		needRoom(row) {
			if (RUNS.includes(row.state)) return;
			const usage = usages.of(row.id);
			const past = usage && !usage.kept ? pastLimit(usage, storageLimitsOf(row)) : null;
			if (past) throw conflict(STORAGE_LIMIT, `${row.name} cannot be started. ${past.reason}`, past.hint ?? undefined);
			const full = disk();
			if (full?.level !== 'critical') return;
			throw new BoxError({
				code: DISK_FULL,
				status: 507,
				message: `${row.name} cannot be started: the disk at ${full.mountPoint} is nearly full.`,
				hint: 'Make room first: remove a pup that you do not need together with its data.'
			});
		},
		async limitChanged(id) {
			const kept = await files.limitStorage(id).catch((error: unknown) => {
				log.warn({ pup: id, err: error }, 'the limit of a pup’s data could not be set on the disk');
				return false;
			});
			log.info({ pup: id, kept }, 'the limit of a pup’s data was changed');
			// Not awaited: measuring may take long, and the next read returns its result.
			void measure(id);
		},
		begin() {
			stopWatching = space.onCheck(() => void check());
			// For the list of the largest pups; the data of stopped ones do not change.
			for (const row of [...running(), ...rows.all()]) void measure(row.id);
		},
		close() {
			stopWatching?.();
			usages.close();
		}
	};
}

/** Ignores calls while one is running. */
function onceAtATime(work: () => Promise<void>): () => Promise<void> {
	let busy = false;
	return async () => {
		if (busy) return;
		busy = true;
		try {
			await work();
		} finally {
			busy = false;
		}
	};
}
