/**
 * The gate before Argon2: each run takes 64 MiB, so only a few may run at once and only some may
 * wait.
 */
import { tooMany } from './failures.ts';

/** Lets a bounded number of password runs through. */
export interface KdfGate {
	/**
	 * Runs `work` when there is room.
	 * @param work at most one Argon2 run at any moment
	 * @param before called right before `work`, after the wait; what it throws ends the request
	 *   without a run
	 * @throws DkmFailure 429 `too-many` when too many wait already, or when the gate is closed
	 */
	run<T>(work: () => Promise<T>, before?: () => void): Promise<T>;
	/** How many run and how many wait. */
	load(): { running: number; queued: number };
}

/** Seconds after which a refused caller may try again: about four runs on a slow board. */
const BUSY_RETRY_S = 2;

/**
 * @param limits `atOnce`: runs at the same time; `waiting`: callers that may wait beside them
 */
export function createKdfGate(limits: { atOnce: number; waiting: number }): KdfGate {
	const queue: (() => void)[] = [];
	let running = 0;
	return {
		async run(work, before) {
			if (running >= limits.atOnce) {
				if (queue.length >= limits.waiting) throw tooMany('too many password checks at once', BUSY_RETRY_S);
				// The one who ends hands its place over, so `running` is not touched here.
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
