/**
 * Shares work among builds: simultaneous requests for the same layer join one build and its
 * progress.
 */
import { createSharedWork } from '../concurrency/index.ts';
import type { BuildProgress } from './types.ts';

export interface Listener {
	progress: BuildProgress;
	log: (line: string) => void;
}

/** Joins the build named `key`, or starts it with `work`; see {@link SharedWork}. */
export type Share<T> = (
	key: string,
	listener: Listener,
	signal: AbortSignal,
	work: (all: Listener, signal: AbortSignal) => Promise<T>
) => Promise<T>;

/** Creates a share function. Only its own callers share work. */
export function createShare<T>(): Share<T> {
	const shared = createSharedWork<T, Listener>();
	return (key, listener, signal, work) =>
		shared({
			key,
			listener,
			signal,
			work: (publish, common) =>
				work(
					{
						progress: (fraction, note) => publish((one) => one.progress(fraction, note)),
						log: (line) => publish((one) => one.log(line))
					},
					common
				)
		});
}
