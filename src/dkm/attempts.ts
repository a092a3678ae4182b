/**
 * Increasing delays after wrong passwords. They slow guessing and never lock the owner out for
 * longer than 30 s.
 */
import { tooMany } from './failures.ts';

/** Number of wrong passwords without a delay: people mistype. */
const FREE = 3;
/** Longest delay, seconds. */
const LONGEST_S = 30;
/** Seconds without a wrong password after which a caller's count is reset. */
const FORGET_S = 15 * 60;
/** Maximum number of remembered callers. */
const MAX_CALLERS = 1000;

/**
 * Counts wrong passwords per caller. dogeboxd names the caller in the member `from`; all callers
 * without a name share one count.
 */
export interface Attempts {
	/** @throws DkmFailure 429 `too-many` while the caller has to wait */
	check(from: string): void;
	failed(from: string): void;
	succeeded(from: string): void;
}

/** Delay after this many wrong passwords in a row, seconds: 0, 0, 0, 1, 2, 4, 8, 16, 30, 30 … */
export function delayAfter(failures: number): number {
	return failures <= FREE ? 0 : Math.min(LONGEST_S, 2 ** (failures - FREE - 1));
}

/**
 * @param now monotonic clock, seconds (setting the clock by NTP at boot must neither end nor
 *   prolong a delay)
 */
export function createAttempts(now: () => number): Attempts {
	const callers = new Map<string, { failures: number; last: number }>();
	return {
		check(from) {
			const seen = callers.get(from);
			if (!seen) return;
			const past = now() - seen.last;
			if (past > FORGET_S) {
				callers.delete(from);
				return;
			}
			const left = delayAfter(seen.failures) - past;
			if (left > 0) throw tooMany('too many wrong passwords', left);
		},
		failed(from) {
			const failures = (callers.get(from)?.failures ?? 0) + 1;
			// Delete first: the map then stays ordered by the last failure, with the oldest in
			// front.
			callers.delete(from);
			callers.set(from, { failures, last: now() });
			for (const oldest of callers.keys()) {
				if (callers.size <= MAX_CALLERS) break;
				callers.delete(oldest);
			}
		},
		succeeded(from) {
			callers.delete(from);
		}
	};
}
