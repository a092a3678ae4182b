import type { BoxStats, Sample, Samples } from '../../contract/pups.ts';

/** One loop samples the box and every running container. */
export interface Metrics {
	start(): void;
	stop(): void;
	/** Latest sample of `box` or a pup. */
	latest(subject: string): Sample | null;
	boxStats(): BoxStats;
	/** Samples of the last `seconds`, at most about 300 (downsampled). */
	history(subject: string, seconds: number): Samples;
	/** Called after each round. */
	subscribe(fn: (round: { at: number; box: Sample; stats: BoxStats; pups: Map<string, Sample> }) => void): () => void;
	/** Forgets a purged pup. */
	forget(subject: string): void;
}
