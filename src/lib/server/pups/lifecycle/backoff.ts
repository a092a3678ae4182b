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
