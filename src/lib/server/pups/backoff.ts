/** How long a crashed service waits before the box starts it again. */

/** Longest wait, milliseconds. */
export const MAX_WAIT_MS = 60_000;
/** A service that ran this long was stable: its next crash counts as the first. */
export const STABLE_MS = 60_000;

/**
 * Wait before the next start: 1, 2, 4 … 60 seconds.
 * @param failures crashes in a row, the last one included
 * @returns milliseconds
 */
export function waitAfter(failures: number): number {
	return Math.min(MAX_WAIT_MS, 1000 * 2 ** Math.max(0, Math.min(failures, 20) - 1));
}

/**
 * Crashes in a row after one more.
 * @param failures so far
 * @param startedAt when the service began, null when that is unknown
 * @param endedAt when it ended, both milliseconds since the epoch
 */
export function failuresAfter(failures: number, startedAt: number | null, endedAt: number): number {
	return startedAt !== null && endedAt - startedAt >= STABLE_MS ? 1 : failures + 1;
}
