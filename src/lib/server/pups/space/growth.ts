/** Looks, while a disk is nearly full, whose data grow, and has those stopped. */
import type { Logger } from 'pino';
import type { DiskSpace } from '../../../contract/box.ts';
import type { Failure } from '../../../contract/jobs.ts';
import { LATE, monotonicMs, within } from '../../concurrency/index.ts';
import { shortOf } from '../../system/index.ts';
import type { PupRow } from '../installed/index.ts';
import { filledDisk, growing, growsFast, growthOf, type Amount } from './decide.ts';
import type { Usage } from './usages.ts';

/** Between two measurings of all pups, at least; milliseconds. */
const BETWEEN_MS = 1000;
/** So long the others wait for one whose data take long to measure, milliseconds. */
const PATIENCE_MS = 2000;
/** So old is what growth is measured from at most, milliseconds: a little each day is no growth. */
const CALM_MS = 10 * 60_000;
/** Time that services have to end whose data grow fast, milliseconds: they write on. */
export const SHORT_GRACE_MS = 2000;

interface Grown {
	row: PupRow;
	usage: Usage;
	growth: Amount;
	since: Usage[];
}

interface GrowthCheck {
	/** What a pup's data took while the disk had room. */
	calm(id: string, usage: Usage): void;
	/** Looks at all that run. One that takes long to measure is judged when that is done. */
	check(): Promise<void>;
	forget(id: string): void;
}

/**
 * @param deps.runs pups that run, at the moment
 * @param deps.last the last usage of a pup that was measured
 * @param deps.measure measures at once, however many are being measured
 * @param deps.halt stops a pup. @param deps.patienceMs for tests
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
	/** Those that are still being measured. */
	const slow = new Set<string>();
	/** Not before this moment are all measured again; milliseconds, monotonic. */
	let againAt = 0;

	async function grown(row: PupRow): Promise<Grown | null> {
		const last = deps.last(row.id);
		const usage = await deps.measure(row.id);
		if (!usage) return null;
		// Never seen before: from now on.
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
			// Half of the time at most, where it takes long.
			againAt = monotonicMs() + Math.max(BETWEEN_MS, monotonicMs() - from);
			await stopThose(found);
		},
		forget: (id) => void calm.delete(id)
	};
}
