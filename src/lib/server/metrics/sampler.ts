/** One loop samples the box and every running container. */
import type { Logger } from 'pino';
import { SAMPLE_INTERVAL_MS, type BoxStats, type Sample } from '../../contract/pups.ts';
import type { ContainerEngine, ContainerStats } from '../containers/types.ts';
import type { Database } from '../db/index.ts';
import { createBoxReader, type BoxReading } from './box-reader.ts';
import { createHistoryStore, RESOLUTION } from './history-store.ts';
import { boxSample, containerSample } from './rates.ts';
import { createRunningList } from './running.ts';
import { average, columns, createRing, type Ring, type Weighted } from './series.ts';
import type { Metrics } from './types.ts';

/** Time that is kept at full resolution. */
const RING_MS = 10 * 60 * 1000;
/** Most points of one history, about as many as a chart has pixels to show. */
const MAX_POINTS = 300;
const PRUNE_MS = 3600 * 1000;
/**
 * The first round comes soon, so that a page opened right after the start has something to show.
 */
const FIRST_MS = 500;
const BOX = 'box';

interface Subject {
	ring: Ring;
	/** Last counters and when they were read (monotonic); null while it does not run. */
	before: { counters: ContainerStats; at: number } | null;
}

/**
 * Creates the sampler. A container's first reading only gives the counters to measure from, so its
 * first sample comes one round after its start.
 * @param deps.engine null where this host cannot run containers
 * @param deps.dataFolder whose disk is told of in `boxStats`
 * @param deps.procRoot,deps.sysRoot where the kernel's files lie (tests)
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
	const capacity = Math.ceil(RING_MS / intervalMs);
	const reader = createBoxReader({
		procRoot: deps.procRoot ?? '/proc',
		sysRoot: deps.sysRoot ?? '/sys',
		dataFolder: deps.dataFolder,
		clock
	});
	const store = createHistoryStore(deps.database, (err) => log.warn({ err }, 'metrics could not be written'));
	const boxRing = createRing(capacity);
	const subjects = new Map<string, Subject>();
	const subscribers = new Set<Parameters<Metrics['subscribe']>[0]>();

	let boxBefore: { reading: BoxReading; at: number } | null = null;
	/** Samples of the last round. */
	let latest = new Map<string, Sample>();
	const running = createRunningList(engine, log);
	let timer: NodeJS.Timeout | undefined;
	let life = 0;
	let prunedAt = 0;
	let troubled = false;

	function sampleBox(at: number): Sample | null {
		const reading = reader.read();
		const before = boxBefore;
		boxBefore = { reading, at: clock() };
		if (!before) return null;
		const sample = boxSample(before.reading, reading, (boxBefore.at - before.at) / 1000, at);
		boxRing.push(sample);
		store.add(BOX, sample);
		return sample;
	}

	function samplePup(id: string, at: number): Sample | null {
		const counters = engine?.stats(id) ?? null;
		if (!counters) return null;
		const subject = subjects.get(id) ?? { ring: createRing(capacity), before: null };
		subjects.set(id, subject);
		const before = subject.before;
		subject.before = { counters, at: clock() };
		if (!before) return null;
		const sample = containerSample(before.counters, counters, (subject.before.at - before.at) / 1000, at);
		subject.ring.push(sample);
		store.add(id, sample);
		return sample;
	}

	function samplePups(at: number): Map<string, Sample> {
		const samples = new Map<string, Sample>();
		const ids = running.ids();
		for (const id of ids) {
			try {
				const sample = samplePup(id, at);
				if (sample) samples.set(id, sample);
			} catch (err) {
				// It may have ended between the list and the reading.
				log.debug({ err, id }, 'a container could not be sampled');
			}
		}
		for (const [id, subject] of subjects) {
			if (ids.includes(id)) continue;
			// When it runs again its counters begin anew.
			subject.before = null;
			if (subject.ring.newest() < at - RING_MS) subjects.delete(id);
		}
		return samples;
	}

	async function round(mine: number): Promise<void> {
		await running.refresh();
		if (mine !== life) return;
		const at = now();
		const box = sampleBox(at);
		const pups = samplePups(at);
		latest = new Map(pups);
		if (box) latest.set(BOX, box);
		if (at - prunedAt >= PRUNE_MS) {
			prunedAt = at;
			store.prune(at);
		}
		if (!box) return;
		const stats = reader.stats();
		for (const fn of [...subscribers]) {
			try {
				fn({ at, box, stats, pups });
			} catch (err) {
				log.error({ err }, 'a subscriber to metrics failed');
			}
		}
	}

	/** Rounds stand at fixed moments, whatever they take; one that would overlap is left out. */
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
		history(subject, seconds) {
			const from = now() - seconds * 1000;
			const ring = subject === BOX ? boxRing : subjects.get(subject)?.ring;
			const fresh = ring?.since(from) ?? [];
			const short = seconds * 1000 <= RING_MS;
			// What the ring does not hold (any more, or since the start of this process) is in the
			// table, by the minute. For a long history the minutes come first, so that every point
			// stands for the same time.
			const border = short ? (fresh[0]?.at ?? Infinity) : store.writtenUntil(subject);
			const minutes = store
				.read(subject, from)
				.filter((row) => row.at + RESOLUTION * 1000 <= border || !short)
				.map((row): Weighted => ({ sample: { ...row, at: row.at + RESOLUTION * 500 }, seconds: RESOLUTION }));
			const rest = fresh
				.filter((sample) => short || sample.at >= border)
				.map((sample): Weighted => ({ sample, seconds: intervalMs / 1000 }));
			const all = [...minutes, ...rest];
			if (short && all.length <= MAX_POINTS) return columns(all.map(({ sample }) => sample));
			const least = short ? intervalMs : RESOLUTION * 1000;
			return columns(average(all, Math.ceil((seconds * 1000) / (MAX_POINTS - 1) / least) * least));
		},
		subscribe(fn) {
			const own: typeof fn = (round) => fn(round);
			subscribers.add(own);
			return () => void subscribers.delete(own);
		},
		forget(subject) {
			subjects.delete(subject);
			latest.delete(subject);
			running.forget(subject);
			store.forget(subject);
		}
	};
}
