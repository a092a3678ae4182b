/** Checks periodically whether another process still answers. */
import { setTimeout as delay } from 'node:timers/promises';
import type { HeldUp } from './held-up.ts';

export interface WatchdogOptions {
	/** Resolves when the process has answered. */
	probe: (signal: AbortSignal) => Promise<unknown>;
	/** Interval between two probes, milliseconds; default 3 s. */
	everyMs?: number;
	/** Time limit of a probe, milliseconds; default 3 s. */
	withinMs?: number;
	/** Consecutive missed probes until the process counts as hung; default 3. */
	misses?: number;
	/** Missed probes are not counted where the disk or the processor is the cause. */
	heldUp?: HeldUp;
	/** Called when the process hangs. Watching has ended then. */
	onHung: () => void;
}

/**
 * Starts watching. A refused connection counts as an answer: a process that does not run is
 * detected elsewhere.
 * @returns a function that stops watching
 */
export function watchForHang(options: WatchdogOptions): () => void {
	const { probe, everyMs = 3000, withinMs = 3000, misses = 3, heldUp, onHung } = options;
	const stopped = new AbortController();

	async function ask(): Promise<'answered' | 'missed' | 'unknown'> {
		const late = new AbortController();
		const askedAt = performance.now();
		let own = false;
		const timer = setTimeout(() => {
			// This process itself was delayed.
			own = performance.now() - askedAt > 2 * withinMs;
			// Timers run before I/O, so an answer that is ready to be read still counts.
			setImmediate(() => late.abort(new Error('There was no answer in time.')));
		}, withinMs).unref();
		const given = new Promise<'missed'>((resolve) => late.signal.addEventListener('abort', () => resolve('missed')));
		const answer = probe(AbortSignal.any([late.signal, stopped.signal])).then(
			() => 'answered' as const,
			() => (late.signal.aborted ? 'missed' : 'answered')
		);
		const found = await Promise.race([answer, given]);
		clearTimeout(timer);
		return found === 'missed' && (own || heldUp?.heldUp()) ? 'unknown' : found;
	}

	async function watch(): Promise<void> {
		for (let missed = 0; missed < misses;) {
			await delay(everyMs, undefined, { signal: stopped.signal, ref: false });
			const found = await ask();
			if (stopped.signal.aborted) return;
			if (found === 'missed') missed++;
			else if (found === 'answered') {
				missed = 0;
				heldUp?.answered();
			}
		}
		onHung();
	}
	// Rejects only when watching is stopped.
	watch().catch(() => {});
	return () => stopped.abort();
}
