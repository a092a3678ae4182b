/** Delays before a crashed service is restarted. */

import { backOff } from '../../concurrency/index.ts';

const RESTARTS = { firstMs: 1000, mostMs: 60_000 };
/** A service that ran this long was stable, so its next crash counts as the first; milliseconds. */
export const STABLE_MS = 60_000;

/**
 * Delay before the next start: 1, 2, 4 … 60 seconds.
 * @param failures consecutive crashes, including the last one
 * @returns milliseconds
 */
export function waitAfter(failures: number): number {
	return backOff(RESTARTS, failures);
}

/**
 * Consecutive crashes after one more.
 * @param failures number so far
 * @param ranMs how long the service ran, null when unknown
 */
export function failuresAfter(failures: number, ranMs: number | null): number {
	return ranMs !== null && ranMs >= STABLE_MS ? 1 : failures + 1;
}

/** A service is flapping when it ends this often within this time. */
const FLAPPING = { ends: 3, withinMs: 10 * 60_000 };
const MINUTE_MS = 60_000;

/** The ends that still count, oldest first; times of the monotonic clock, milliseconds. */
export function recentEnds(ends: readonly number[], now: number): number[] {
	return ends.filter((at) => now - at < FLAPPING.withinMs);
}

/**
 * Counts the recent ends of a service, where they are too many.
 * @param ends when it ended, from {@link recentEnds}
 * @returns null where they are not
 */
export function flappingOf(ends: readonly number[], now: number): { ends: number; minutes: number } | null {
	const [first] = ends;
	if (first === undefined || ends.length < FLAPPING.ends) return null;
	return { ends: ends.length, minutes: Math.max(1, Math.ceil((now - first) / MINUTE_MS)) };
}
