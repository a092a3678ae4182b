import type { Gauges } from '../../contract/metrics.ts';
import type { BoxStats, Sample, Samples } from '../../contract/samples.ts';
import type { ContainerStats } from '../containers/types.ts';
import type { BoxReading } from './box-reader.ts';
import type { GaugeValues } from './gauges.ts';

/** What one round found. */
export interface Round {
	/** Milliseconds since the epoch. */
	at: number;
	box: Sample;
	stats: BoxStats;
	/** Of containers that run and were read before. */
	pups: Map<string, Sample>;
}

/** One loop samples the box and every running container. */
export interface Metrics {
	start(): void;
	stop(): void;
	/** Latest sample of `box` or a pup. */
	latest(subject: string): Sample | null;
	boxStats(): BoxStats;
	/**
	 * Samples of the last `seconds`, at most about 300 (downsampled).
	 * @param stepMs time between two of them; default as `historyStep` says
	 */
	history(subject: string, seconds: number, stepMs?: number): Samples;
	/** Slow values of the last `seconds`, in the same steps. */
	gauges(subject: string, seconds: number): Gauges;
	/** Counters of a running container at the last round; null where there are none. */
	counters(subject: string): ContainerStats | null;
	/** The same of the box; null before the first round. */
	boxCounters(): BoxReading | null;
	/**
	 * Who knows slow values of pups; asked every few seconds about each that runs. At most
	 * `MOST_GAUGES` are kept.
	 */
	gaugesFrom(fn: (id: string) => GaugeValues): void;
	/** Called after each round. */
	subscribe(fn: (round: Round) => void): () => void;
	/** Forgets a purged pup. */
	forget(subject: string): void;
}
