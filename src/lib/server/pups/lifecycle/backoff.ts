/** How long a crashed service waits before the box starts it again. */

import { backOff } from '../../concurrency/index.ts';

const RESTARTS = { firstMs: 1000, mostMs: 60_000 };
/** A service that ran this long was stable: its next crash counts as the first. */
export const STABLE_MS = 60_000;

/**
 * Wait before the next start: 1, 2, 4 … 60 seconds.
 * @param failures crashes in a row, the last one included
 * @returns milliseconds
 */
export function waitAfter(failures: number): number {
	return backOff(RESTARTS, failures);
}

/**
 * Crashes in a row after one more.
 * @param failures so far
 * @param ranMs how long the service ran, null when that is unknown
 */
export function failuresAfter(failures: number, ranMs: number | null): number {
	return ranMs !== null && ranMs >= STABLE_MS ? 1 : failures + 1;
}

/** A service that ends this often within this time ends again and again. */
const FLAPPING = { ends: 3, withinMs: 10 * 60_000 };
const MINUTE_MS = 60_000;

/** Ends that still count, the newest last; times of the monotonic clock, milliseconds. */
export function recentEnds(ends: readonly number[], now: number): number[] {
	return ends.filter((at) => now - at < FLAPPING.withinMs);
}

/**
 * How often a service has ended of late, where that is too often.
 * @param ends when it ended, as {@link recentEnds} has them
 * @returns null where it is not
 */
export function flappingOf(ends: readonly number[], now: number): { ends: number; minutes: number } | null {
	const [first] = ends;
	if (first === undefined || ends.length < FLAPPING.ends) return null;
	return { ends: ends.length, minutes: Math.max(1, Math.ceil((now - first) / MINUTE_MS)) };
}
