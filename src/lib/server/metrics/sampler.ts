/** One loop samples the box and every running container. */
import type { Logger } from 'pino';
import { SAMPLE_INTERVAL_MS, type BoxStats, type Sample } from '../../contract/samples.ts';
import type { ContainerEngine } from '../containers/types.ts';
import type { Database } from '../db/index.ts';
import { createBoxReader, type BoxReading } from './box-reader.ts';
import type { GaugeRing, GaugeValues } from './gauges.ts';
import { createHistoryStore } from './history-store.ts';
import { readGauges, readHistory } from './history.ts';
import { boxSample } from './rates.ts';
import { createRunningList } from './running.ts';
import { createSubjects, GAUGES_MS, newRings } from './subjects.ts';
import type { Metrics, Round } from './types.ts';

const PRUNE_MS = 3600 * 1000;
/** The first round comes early, so that a page opened right after the start has data. */
const FIRST_MS = 500;
const BOX = 'box';

/** Slowly changing values of the host, in stored form. */
function boxGauges({ load, temperature, diskUsed }: BoxStats): GaugeValues {
	return { load, disk: diskUsed, ...(temperature !== null && { temperature }) };
}

/**
 * Creates the sampler. A container's first reading only provides the initial counters, so its first
 * sample comes one round after its start.
 * @param deps.engine null where this host cannot run containers
 * @param deps.dataFolder folder whose disk is measured in `boxStats`
 * @param deps.procRoot,deps.sysRoot locations of the kernel's files (tests)
 * @param deps.now clock, milliseconds since the epoch
 * @param deps.clock monotonic clock, milliseconds
 */
export function createMetrics(deps: {
	database: Database;
	engine: Pick<ContainerEngine, 'list' | 'stats'> | null;
	dataFolder: string;
	log: Logger;
	procRoot?: string;
	sysRoot?: string;
	intervalMs?: number;
	now?: () => number;
	clock?: () => number;
}): Metrics {
	const { engine, log } = deps;
	const intervalMs = deps.intervalMs ?? SAMPLE_INTERVAL_MS;
	const now = deps.now ?? Date.now;
	const clock = deps.clock ?? (() => performance.now());
	const reader = createBoxReader({
		procRoot: deps.procRoot ?? '/proc',
		sysRoot: deps.sysRoot ?? '/sys',
		dataFolder: deps.dataFolder,
		clock
	});
	const store = createHistoryStore(deps.database, (err) => log.warn({ err }, 'metrics could not be written'));
	const own = newRings(intervalMs);
	const keep = (id: string, sample: Sample) => store.add(id, sample);
	const subjects = createSubjects({ stats: (id) => engine?.stats(id) ?? null, keep, intervalMs, clock, log });
	const subscribers = new Set<(round: Round) => void>();

	let boxBefore: { reading: BoxReading; at: number } | null = null;
	/** Samples of the last round. */
	let latest = new Map<string, Sample>();
	let gaugesOf: (id: string) => GaugeValues = () => ({});
	const running = createRunningList(engine, log);
	let timer: NodeJS.Timeout | undefined;
	let life = 0;
	let prunedAt = 0;
	let gaugesAt = -Infinity;
	let troubled = false;

	function sampleBox(at: number): Sample | null {
		const reading = reader.read();
		const before = boxBefore;
		boxBefore = { reading, at: clock() };
		if (!before) return null;
		const sample = boxSample(before.reading, reading, (boxBefore.at - before.at) / 1000, at);
		own.ring.push(sample);
		store.add(BOX, sample);
		return sample;
	}

	/**
	 * Records slowly changing values of the sampled subjects, to be stored with the current minute.
	 */
	function noteGauges(at: number, pups: Iterable<string>): void {
		if (clock() - gaugesAt < GAUGES_MS) return;
		gaugesAt = clock();
		const note = (subject: string, ring: GaugeRing, values: GaugeValues) => {
			ring.push({ at, values });
			store.note(subject, ring.newest()?.values ?? {});
		};
		note(BOX, own.gauges, boxGauges(reader.stats()));
		for (const id of pups) {
			const subject = subjects.get(id);
			if (subject) note(id, subject.gauges, gaugesOf(id));
		}
	}

	async function round(mine: number): Promise<void> {
		await running.refresh();
		if (mine !== life) return;
		const at = now();
		const box = sampleBox(at);
		const pups = subjects.sample(running.ids(), at);
		latest = new Map(pups);
		if (!box) return;
		latest.set(BOX, box);
		noteGauges(at, pups.keys());
		if (at - prunedAt >= PRUNE_MS) {
			prunedAt = at;
			store.prune(at);
		}
		const stats = reader.stats();
		for (const fn of [...subscribers]) {
			try {
				fn({ at, box, stats, pups });
			} catch (err) {
				log.error({ err }, 'a subscriber to metrics failed');
			}
		}
	}

	/** Rounds start at fixed times, whatever they take. A round that would overlap is skipped. */
	function schedule(mine: number, due: number): void {
		timer = setTimeout(
			() => {
				round(mine)
					.catch((err: unknown) => {
						if (!troubled) log.warn({ err }, 'the box cannot be sampled');
						troubled = true;
					})
					.finally(() => {
						if (mine !== life) return;
						const late = clock() - due;
						schedule(mine, due + intervalMs * Math.max(1, Math.ceil(late / intervalMs)));
					});
			},
			Math.max(0, due - clock())
		).unref();
	}

	return {
		start() {
			if (timer) return;
			const mine = ++life;
			try {
				boxBefore = { reading: reader.read(), at: clock() };
			} catch (err) {
				log.warn({ err }, 'the box cannot be sampled');
			}
			schedule(mine, clock() + Math.min(FIRST_MS, intervalMs));
		},
		stop() {
			life++;
			clearTimeout(timer);
			timer = undefined;
			store.flush();
		},
		latest: (subject) => latest.get(subject) ?? null,
		boxStats(): BoxStats {
			if (!boxBefore) {
				try {
					reader.read();
				} catch (err) {
					log.debug({ err }, 'the box cannot be read');
				}
			}
			return reader.stats();
		},
		history(subject, seconds, stepMs) {
			const ring = subject === BOX ? own.ring : subjects.get(subject)?.ring;
			return readHistory({ store, ring }, subject, { now: now(), seconds, stepMs });
		},
		gauges(subject, seconds) {
			const ring = subject === BOX ? own.gauges : subjects.get(subject)?.gauges;
			return readGauges({ store, ring }, subject, { now: now(), seconds });
		},
		counters: (subject) => subjects.get(subject)?.before?.counters ?? null,
		boxCounters: () => boxBefore?.reading ?? null,
		gaugesFrom: (fn) => void (gaugesOf = fn),
		subscribe(fn) {
			const one: typeof fn = (round) => fn(round);
			subscribers.add(one);
			return () => void subscribers.delete(one);
		},
		forget(subject) {
			subjects.forget(subject);
			latest.delete(subject);
			running.forget(subject);
			store.forget(subject);
		}
	};
}
