import type { Gauges } from '../../contract/metrics.ts';
import type { BoxStats, Sample, Samples } from '../../contract/samples.ts';
import type { ContainerStats } from '../containers/types.ts';
import type { BoxReading } from './box-reader.ts';
import type { GaugeValues } from './gauges.ts';

/** The results of one round. */
export interface Round {
	/** Milliseconds since the epoch. */
	at: number;
	box: Sample;
	stats: BoxStats;
	/** Samples of running containers that were read before. */
	pups: Map<string, Sample>;
}

/** Samples the host and every running container in one loop. */
export interface Metrics {
	start(): void;
	stop(): void;
	/** Latest sample of `box` or a pup. */
	latest(subject: string): Sample | null;
	boxStats(): BoxStats;
	/**
	 * Samples of the last `seconds`, at most about 300 (downsampled).
	 * @param stepMs time between two samples; default: from `historyStep`
	 */
	history(subject: string, seconds: number, stepMs?: number): Samples;
	/** Slowly changing values of the last `seconds`, at the same steps. */
	gauges(subject: string, seconds: number): Gauges;
	/** Counters of a running container at the last round; null where there are none. */
	counters(subject: string): ContainerStats | null;
	/** Counters of the host; null before the first round. */
	boxCounters(): BoxReading | null;
	/**
	 * Sets the source of pups' slowly changing values. It is called every few seconds for each
	 * running pup. At most `MOST_GAUGES` values are kept.
	 */
	gaugesFrom(fn: (id: string) => GaugeValues): void;
	/** Calls `fn` after each round. */
	subscribe(fn: (round: Round) => void): () => void;
	/** Forgets a purged pup. */
	forget(subject: string): void;
}
