import type { BoxStats, Sample } from '../../contract/pups.ts';

/** One loop samples the box and every running container. */
export interface Metrics {
	start(): void;
	stop(): void;
	/** Latest sample of `box` or a pup. */
	latest(subject: string): Sample | null;
	boxStats(): BoxStats;
	/** Samples of the last `seconds`, oldest first, at most about 300 points (downsampled). */
	history(subject: string, seconds: number): Sample[];
	/** Called after each round. */
	subscribe(fn: (round: { at: number; box: Sample; stats: BoxStats; pups: Map<string, Sample> }) => void): () => void;
	/** Forgets a purged pup. */
	forget(subject: string): void;
}
