/** Finds the pups whose data grow while a disk is nearly full, and has them stopped. */
import type { Logger } from 'pino';
import type { DiskSpace } from '../../../contract/box.ts';
import type { Failure } from '../../../contract/jobs.ts';
import { LATE, monotonicMs, within } from '../../concurrency/index.ts';
import { shortOf } from '../../system/index.ts';
import type { PupRow } from '../installed/index.ts';
import { filledDisk, growing, growsFast, growthOf, type Amount } from './decide.ts';
import type { Usage } from './usages.ts';

/** Minimum time between two measurements of all pups, milliseconds. */
const BETWEEN_MS = 1000;
/** How long the others wait for a pup whose data take long to measure, milliseconds. */
const PATIENCE_MS = 2000;
/** Maximum age of the reference for growth, milliseconds: slow growth over days does not count. */
const CALM_MS = 10 * 60_000;
/** Grace period of services whose data grow fast, milliseconds, because they continue to write. */
export const SHORT_GRACE_MS = 2000;

interface Grown {
	row: PupRow;
	usage: Usage;
	growth: Amount;
	since: Usage[];
}

interface GrowthCheck {
	/** Stores the size of a pup's data while the disk has room. */
	calm(id: string, usage: Usage): void;
	/**
	 * Checks all running pups. A pup that takes long to measure is judged when its measurement
	 * ends.
	 */
	check(): Promise<void>;
	forget(id: string): void;
}

/**
 * @param deps.runs returns the pups that currently run
 * @param deps.last the last usage of a pup
 * @param deps.measure measures at once, regardless of other measurements
 * @param deps.halt stops a pup
 * @param deps.patienceMs for tests
 */
export function createGrowthCheck(deps: {
	runs: () => PupRow[];
	disk: () => DiskSpace | null;
	last: (id: string) => Usage | null;
	measure: (id: string) => Promise<Usage | null>;
	halt: (row: PupRow, failure: Failure, graceMs: number | null) => Promise<void>;
	log: Logger;
	patienceMs?: number;
}): GrowthCheck {
	const { runs, disk, patienceMs = PATIENCE_MS } = deps;
	const calm = new Map<string, Usage>();
	/** Pups that are still being measured. */
	const slow = new Set<string>();
	/** No new measurement of all pups before this time; milliseconds, monotonic. */
	let againAt = 0;

	async function grown(row: PupRow): Promise<Grown | null> {
		const last = deps.last(row.id);
		const usage = await deps.measure(row.id);
		if (!usage) return null;
		// Without an earlier measurement, growth counts from now on.
		const before = calm.get(row.id) ?? usage;
		if (before === usage || usage.at - before.at > CALM_MS) calm.set(row.id, usage);
		return { row, usage, growth: growthOf(usage, before), since: [before, ...(last ? [last] : [])] };
	}

	async function stopThose(found: readonly Grown[]): Promise<void> {
		const full = disk();
		if (full?.level !== 'critical') return;
		const short = shortOf(full);
		for (const { row, usage, growth, since } of growing(found, full, short)) {
			const now = runs().find(({ id }) => id === row.id);
			if (!now) continue;
			const fast = since.some((then) => growsFast(growthOf(usage, then), usage.at - then.at, full));
			await deps.halt(now, filledDisk(full, usage, growth, short), fast ? SHORT_GRACE_MS : null);
		}
	}

	async function judgeLater(id: string, measuring: Promise<Grown | null>): Promise<void> {
		try {
			const one = await measuring;
			if (one) await stopThose([one]);
		} catch (error) {
			deps.log.error({ pup: id, err: error }, 'a pup whose data grow could not be looked at');
		}
	}

	return {
		calm: (id, usage) => void calm.set(id, usage),
		async check() {
			if (monotonicMs() < againAt) return;
			const from = monotonicMs();
			const found: Grown[] = [];
			for (const row of runs()) {
				if (slow.has(row.id)) continue;
				slow.add(row.id);
				const measuring = grown(row).finally(() => slow.delete(row.id));
				const one = await within(measuring, patienceMs);
				if (one === LATE) void judgeLater(row.id, measuring);
				else if (one) found.push(one);
			}
			// Measuring takes at most half of the time.
			againAt = monotonicMs() + Math.max(BETWEEN_MS, monotonicMs() - from);
			await stopThose(found);
		},
		forget: (id) => void calm.delete(id)
	};
}
