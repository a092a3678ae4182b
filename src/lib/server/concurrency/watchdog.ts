/** Asks again and again whether another process still answers. */
import { setTimeout as delay } from 'node:timers/promises';

export interface WatchdogOptions {
	/** Resolves when it has answered. */
	probe: (signal: AbortSignal) => Promise<unknown>;
	/** Time between two questions, ms; default 3 s. */
	everyMs?: number;
	/** Time for an answer, ms; default 3 s. */
	withinMs?: number;
	/** Questions in a row without an answer; default 3. */
	misses?: number;
	/** It hangs. The watch has ended then. */
	onHung: () => void;
}

/**
 * Watches from now on. A refusal is an answer: what does not run is somebody else's to notice.
 * @returns how to stop
 */
export function watchForHang(options: WatchdogOptions): () => void {
	const { probe, everyMs = 3000, withinMs = 3000, misses = 3, onHung } = options;
	const stopped = new AbortController();

	async function answered(): Promise<boolean> {
		const timeout = AbortSignal.timeout(withinMs);
		const given = new Promise<false>((resolve) => timeout.addEventListener('abort', () => resolve(false)));
		const answer = probe(AbortSignal.any([timeout, stopped.signal])).then(
			() => true,
			() => !timeout.aborted
		);
		return Promise.race([answer, given]);
	}

	async function watch(): Promise<void> {
		for (let missed = 0; missed < misses;) {
			await delay(everyMs, undefined, { signal: stopped.signal, ref: false });
			missed = (await answered()) ? 0 : missed + 1;
			if (stopped.signal.aborted) return;
		}
		onHung();
	}
	// Only the stop rejects it.
	watch().catch(() => {});
	return () => stopped.abort();
}
