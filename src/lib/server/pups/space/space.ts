/**
 * Sees that no pup takes the disk from the others: measures the data of those that run, and stops
 * one that goes past its own limit, or whose data grow while the disk is nearly full.
 */
import { BoxError, conflict } from '../../../contract/errors.ts';
import type { DiskSpace, PupSpace } from '../../../contract/box.ts';
import type { Failure } from '../../../contract/jobs.ts';
import { monotonicMs } from '../../concurrency/index.ts';
import { isUnwritable } from '../../../contract/system-errors.ts';
import { shortOf, type SpaceWatch } from '../../system/index.ts';
import type { PupContent } from '../content/index.ts';
import type { PupsDeps } from '../deps.ts';
import { storageLimitsOf, type PupRow, type PupRows, type Signals } from '../installed/index.ts';
import { about, type BusyWith, type LifecycleJobs } from '../lifecycle/index.ts';
import {
	BUSY_SHARE,
	DISK_FULL,
	filledDisk,
	growing,
	growsFast,
	growthOf,
	isDue,
	pastLimit,
	STORAGE_LIMIT,
	type Amount
} from './decide.ts';
import { createUsages, type Usage } from './usages.ts';

/** How old a size may be that is shown, milliseconds. */
const SHOWN_AGE_MS = 60_000;
/** Between two measurings of all pups while the disk is nearly full, at least; milliseconds. */
const CRITICAL_MS = 1000;
/** Time that services have to end whose data grow fast, milliseconds: they write on. */
const SHORT_GRACE_MS = 2000;

/** So old is what growth is measured from at most, milliseconds: a little each day is no growth. */
const CALM_MS = 10 * 60_000;

const RUNS: readonly PupRow['state'][] = ['starting', 'running', 'crashed'];

export interface PupSpaceWatch {
	/** Bytes at the last look; null when never looked. */
	bytesOf(id: string): number | null;
	/** The last look; null when never looked. */
	usageOf(id: string): Pick<Usage, 'bytes' | 'kept'> | null;
	/** Has it measured where that is due; the next answer tells it. */
	refresh(id: string): void;
	/** Whose data were measured, largest first. */
	list(): PupSpace[];
	/** Size of the disk with pups' data, bytes; null before it was looked at. */
	diskSize(): number | null;
	/**
	 * @throws BoxError 409 `storage-limit`, 507 `disk-full` for a pup that would be stopped at once
	 */
	needRoom(row: PupRow): void;
	/** The limit of a pup is another: has it kept where the filesystem can, and measures. */
	limitChanged(id: string): Promise<void>;
	begin(): void;
	close(): void;
}

export function createPupSpace(
	deps: Pick<PupsDeps, 'engine' | 'log'> & {
		space: Pick<SpaceWatch, 'diskOf' | 'onLook'>;
		rows: PupRows;
		signals: Signals;
		content: Pick<PupContent, 'files'>;
		kinds: Pick<LifecycleJobs, 'halt'>;
		busyWith: BusyWith;
	}
): PupSpaceWatch {
	const { engine, space, rows, signals, kinds, busyWith, log } = deps;
	const { files } = deps.content;
	const disk = () => space.diskOf('pups');
	/** How the disk was when a pup was last measured. */
	const diskThen = new Map<string, DiskSpace>();
	/** What a pup's data took when the disk had still room, or a while ago. */
	const calm = new Map<string, Usage>();
	const isCritical = () => disk()?.level === 'critical';
	/** Not before this moment are all measured again; milliseconds, monotonic. */
	let againAt = 0;
	let busy = false;
	let stopWatching: (() => void) | undefined;

	const usages = createUsages({
		files,
		rows,
		log,
		countsFiles: (id) => rows.find(id)?.storageLimit != null || disk()?.level === 'critical'
	});

	async function measure(id: string): Promise<Usage | null> {
		const then = disk();
		const usage = await usages.measure(id);
		if (usage && then) diskThen.set(id, then);
		if (usage && then?.level !== 'critical' && !isCritical()) calm.set(id, usage);
		return usage;
	}

	const running = () => rows.all().filter((row) => RUNS.includes(row.state));

	/** Stops it by a job, so that everybody sees why. */
	async function halt(row: PupRow, failure: Failure, graceMs: number | null): Promise<void> {
		if (busyWith(row.id)?.kind === kinds.halt.kind) return;
		log.warn({ pup: row.id, code: failure.code, reason: failure.reason }, 'a pup is stopped: its data take too much');
		try {
			kinds.halt.submit({ ...about(row), failure, graceMs }, { requestedBy: 'box' });
		} catch (error) {
			if (!isUnwritable(error)) throw error;
			// Not even the job could be written: then without one.
			log.error({ pup: row.id, err: error }, 'a pup is stopped without a job');
			await engine?.stop(row.id, { graceMs: graceMs ?? SHORT_GRACE_MS });
		}
	}

	async function keepToLimit(row: PupRow, usage: Usage): Promise<void> {
		// The filesystem lets it go no further, and the pup can clear up by itself.
		if (usage.kept) return;
		const failure = pastLimit(usage, storageLimitsOf(row));
		if (failure) await halt(row, failure, null);
	}

	function isDueNow(row: PupRow): boolean {
		const usage = usages.of(row.id);
		const tried = usages.tried(row.id);
		if (tried && monotonicMs() - tried.at < tried.tookMs / BUSY_SHARE) return false;
		if (!usage) return true;
		const [then, now] = [diskThen.get(row.id), disk()];
		return isDue({
			kept: usage.kept,
			used: usage,
			limits: storageLimitsOf(row),
			ageMs: monotonicMs() - usage.at,
			tookMs: usage.tookMs,
			written: then && now ? then.free - now.free : 0,
			made: (then?.filesFree ?? 0) - (now?.filesFree ?? 0)
		});
	}

	async function lookAtLimits(): Promise<void> {
		for (const row of running()) {
			// What grows is looked at first, then.
			if (isCritical()) return;
			if (!isDueNow(row)) continue;
			const usage = await measure(row.id);
			const now = rows.find(row.id);
			if (usage && now && RUNS.includes(now.state)) await keepToLimit(now, usage);
		}
	}

	async function lookAtGrowth(): Promise<void> {
		if (monotonicMs() < againAt) return;
		const from = monotonicMs();
		const found: { row: PupRow; usage: Usage; growth: Amount; since: Usage[] }[] = [];
		for (const row of running()) {
			const last = usages.of(row.id);
			const usage = await measure(row.id);
			if (!usage) continue;
			// Never seen before: from now on.
			const before = calm.get(row.id) ?? usage;
			if (before === usage || usage.at - before.at > CALM_MS) calm.set(row.id, usage);
			found.push({ row, usage, growth: growthOf(usage, before), since: [before, ...(last ? [last] : [])] });
		}
		// Half of the time at most, where it takes long.
		againAt = monotonicMs() + Math.max(CRITICAL_MS, monotonicMs() - from);
		const full = disk();
		if (full?.level !== 'critical') return;
		const short = shortOf(full);
		for (const { row, usage, growth, since } of growing(found, full, short)) {
			const now = rows.find(row.id);
			if (!now || !RUNS.includes(now.state)) continue;
			const fast = since.some((then) => growsFast(growthOf(usage, then), usage.at - then.at, full));
			await halt(now, filledDisk(full, usage, growth, short), fast ? SHORT_GRACE_MS : null);
		}
	}

	async function look(): Promise<void> {
		if (busy || engine === null) return;
		busy = true;
		try {
			if (isCritical()) await lookAtGrowth();
			else await lookAtLimits();
		} catch (error) {
			log.error({ err: error }, 'the space that pups take could not be looked at');
		} finally {
			busy = false;
		}
	}

	signals.subscribe('removed', (id) => {
		usages.forget(id);
		diskThen.delete(id);
		calm.delete(id);
	});

	return {
		bytesOf: (id) => usages.of(id)?.bytes ?? null,
		usageOf: (id) => usages.of(id),
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
			// A walk may take long; what is told of it comes with the next answer.
			void measure(id);
		},
		begin() {
			stopWatching = space.onLook(() => void look());
			// For the list of the largest: those that do not run do not change.
			for (const row of [...running(), ...rows.all()]) void measure(row.id);
		},
		close() {
			stopWatching?.();
			usages.close();
		}
	};
}
