/** State of each sampled container: its counters and its newest samples. */
import type { Logger } from 'pino';
import { KEPT_SECONDS } from '../../contract/history.ts';
import type { Sample } from '../../contract/samples.ts';
import type { ContainerStats } from '../containers/types.ts';
import { createGaugeRing, type GaugeRing } from './gauges.ts';
import { containerSample } from './rates.ts';
import { createRing, type Ring } from './series.ts';

/** Period that is kept at full resolution, milliseconds. */
const RING_MS = KEPT_SECONDS.second * 1000;
/** Interval of reading slowly changing values, milliseconds. */
export const GAUGES_MS = 10_000;
/** Newest samples and slowly changing values of one subject. */
export interface Rings {
	ring: Ring;
	gauges: GaugeRing;
}

/** @param intervalMs time between two samples */
export const newRings = (intervalMs: number): Rings => ({
	ring: createRing(Math.ceil(RING_MS / intervalMs)),
	gauges: createGaugeRing(Math.ceil(RING_MS / GAUGES_MS))
});

export interface Subject extends Rings {
	/** Last counters with their time (monotonic); null while it does not run. */
	before: { counters: ContainerStats; at: number } | null;
}

export interface Subjects {
	get(id: string): Subject | undefined;
	/**
	 * Samples all running containers. @param at milliseconds since the epoch @returns by container
	 */
	sample(ids: readonly string[], at: number): Map<string, Sample>;
	forget(id: string): void;
}

/**
 * @param deps.stats counters of a container; null where it does not run
 * @param deps.keep called with each sample
 */
export function createSubjects(deps: {
	stats: (id: string) => ContainerStats | null;
	keep: (id: string, sample: Sample) => void;
	intervalMs: number;
	clock: () => number;
	log: Logger;
}): Subjects {
	const { intervalMs, clock, log } = deps;
	const subjects = new Map<string, Subject>();

	function sampleOne(id: string, at: number): Sample | null {
		const counters = deps.stats(id);
		if (!counters) return null;
		const subject = subjects.get(id) ?? { ...newRings(intervalMs), before: null };
		subjects.set(id, subject);
		const before = subject.before;
		subject.before = { counters, at: clock() };
		if (!before) return null;
		const sample = containerSample(before.counters, counters, (subject.before.at - before.at) / 1000, at);
		subject.ring.push(sample);
		deps.keep(id, sample);
		return sample;
	}

	return {
		get: (id) => subjects.get(id),
		sample(ids, at) {
			const samples = new Map<string, Sample>();
			const runs = new Set(ids);
			for (const id of ids) {
				try {
					const sample = sampleOne(id, at);
					if (sample) samples.set(id, sample);
				} catch (err) {
					// The container may have ended between the listing and the reading.
					log.debug({ err, id }, 'a container could not be sampled');
				}
			}
			for (const [id, subject] of subjects) {
				if (runs.has(id)) continue;
				// When it runs again, its counters start from zero.
				subject.before = null;
				if (subject.ring.newest() < at - RING_MS) subjects.delete(id);
			}
			return samples;
		},
		forget: (id) => void subjects.delete(id)
	};
}
