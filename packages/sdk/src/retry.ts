/** When a call is tried again, and how long to wait before it. */
import type { DogeboxError } from './errors.ts';

/** Longest wait that is not asked for, milliseconds. */
const LONGEST = 8_000;
/** A box that asks for a longer wait is not waited for, milliseconds. */
const PATIENCE = 60_000;
const FIRST = 250;

/** The box, or a proxy before it, is away for a moment; nothing was done. */
const PASSING = new Set(['starting', 'stopping', 'database-busy', 'key-manager-down', 'too-many-open-files']);

/** Whether a failure may be gone a moment later. @param again it is not the first try */
export function isPassing({ code, status }: Pick<DogeboxError, 'code' | 'status'>, again: boolean): boolean {
	if (code === 'connection-failed' || status === 429) return true;
	// The first try reached the box, and its answer was lost.
	if (code === 'request-in-progress') return again;
	if (code === 'not-a-dogebox') return status === 502 || status === 503 || status === 504;
	return status === 503 && PASSING.has(code);
}

/**
 * Milliseconds to wait before the next try; null for none.
 * @param tries that have failed, from 1 on
 * @param random 0 to 1: callers that fail together do not come back together
 */
export function retryDelay(
	error: Pick<DogeboxError, 'code' | 'status' | 'retryAfter'>,
	tries: number,
	random: number
): number | null {
	if (!isPassing(error, tries > 1)) return null;
	const asked = (error.retryAfter ?? 0) * 1000;
	if (asked > PATIENCE) return null;
	return Math.max(asked, Math.min(LONGEST, FIRST * 2 ** (tries - 1)) * (0.5 + random / 2));
}

/** Waits. @throws the reason of the signal */
export function sleep(ms: number, signal: AbortSignal | undefined): Promise<void> {
	return new Promise((resolve, reject) => {
		if (signal?.aborted) return reject(signal.reason as Error);
		const give = () => {
			clearTimeout(timer);
			reject(signal!.reason as Error);
		};
		const timer = setTimeout(() => {
			signal?.removeEventListener('abort', give);
			resolve();
		}, ms);
		signal?.addEventListener('abort', give, { once: true });
	});
}
