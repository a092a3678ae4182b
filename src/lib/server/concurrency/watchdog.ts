/** Asks again and again whether another process still answers. */
import { setTimeout as delay } from 'node:timers/promises';
import type { HeldUp } from './held-up.ts';

export interface WatchdogOptions {
	/** Resolves when it has answered. */
	probe: (signal: AbortSignal) => Promise<unknown>;
	/** Time between two questions, ms; default 3 s. */
	everyMs?: number;
	/** Time for an answer, ms; default 3 s. */
	withinMs?: number;
	/** Questions without an answer in between; default 3. */
	misses?: number;
	/** Questions that it could not answer for want of disk or processor are not counted. */
	heldUp?: HeldUp;
	/** It hangs. The watch has ended then. */
	onHung: () => void;
}

/**
 * Watches from now on. A refusal is an answer: what does not run is somebody else's to notice.
 * @returns how to stop
 */
export function watchForHang(options: WatchdogOptions): () => void {
	const { probe, everyMs = 3000, withinMs = 3000, misses = 3, heldUp, onHung } = options;
	const stopped = new AbortController();

	async function ask(): Promise<'answered' | 'missed' | 'unknown'> {
		const late = new AbortController();
		const askedAt = performance.now();
		let own = false;
		const timer = setTimeout(() => {
			// It is this process that was not given its time.
			own = performance.now() - askedAt > 2 * withinMs;
			// Timers come first: an answer that waits to be read counts.
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
	// Only the stop rejects it.
	watch().catch(() => {});
	return () => stopped.abort();
}
