/**
 * The gate before Argon2: each run takes 64 MiB, so only a limited number may run and wait at the
 * same time.
 */
import { tooMany } from './failures.ts';

/** Limits the number of password checks that run at the same time. */
export interface KdfGate {
	/**
	 * Runs `work` when there is room.
	 * @param work makes at most one Argon2 run at any moment
	 * @param before called directly before `work`, after the wait; if it throws, the request ends
	 *   without a run
	 * @throws DkmFailure 429 `too-many` when too many already wait, or when the gate is closed
	 */
	run<T>(work: () => Promise<T>, before?: () => void): Promise<T>;
	/** Returns how many run and how many wait. */
	load(): { running: number; queued: number };
}

/** Seconds after which a refused caller may retry: about four runs on a slow board. */
const BUSY_RETRY_S = 2;

/** @param limits `atOnce`: concurrent runs; `waiting`: additional callers that may wait */
export function createKdfGate(limits: { atOnce: number; waiting: number }): KdfGate {
	const queue: (() => void)[] = [];
	let running = 0;
	return {
		async run(work, before) {
			if (running >= limits.atOnce) {
				if (queue.length >= limits.waiting) throw tooMany('too many password checks at once', BUSY_RETRY_S);
				// The finishing run hands its slot over, so `running` does not change here.
				await new Promise<void>((resolve) => queue.push(resolve));
			} else {
				running++;
			}
			try {
				before?.();
				return await work();
			} finally {
				const next = queue.shift();
				if (next) next();
				else running--;
			}
		},
		load: () => ({ running, queued: queue.length })
	};
}
