/** The consequences of a failed try. Pure. */
import { FAILING_DAYS } from '../../contract/webhooks.ts';
import { backOff } from '../concurrency/index.ts';

/** Delays before another try. */
export const RETRIES = { firstMs: 5_000, mostMs: 3_600_000, factor: 2 };
/** A webhook is not given up before this many tries, because the clock may have been set. */
const LEAST_TRIES = 10;
const FAILING_MS = FAILING_DAYS * 86_400_000;
/** The receiver wants no more messages: “Gone” (RFC 9110 §15.5.11). */
const GONE = 410;

/** Failures of a webhook before a try. */
export interface Standing {
	/** Milliseconds since the epoch. */
	failingSince: number | null;
	/** Consecutive failed tries. */
	failures: number;
}

export interface Failing extends Standing {
	failingSince: number;
	/** When it is tried again, milliseconds since the epoch; null where it is given up. */
	nextAt: number | null;
}

/**
 * @param before state before the try
 * @param failed status of the response, null for none; delay in seconds that it requested
 * @param now milliseconds since the epoch
 * @param random 0 to 1: webhooks that fail together are not retried together
 */
export function afterFailure(
	before: Standing,
	failed: { status: number | null; retryAfter: number | null },
	now: number,
	random: number
): Failing {
	const failures = before.failures + 1;
	// The clock may have been set back.
	const failingSince = Math.min(before.failingSince ?? now, now);
	const tooLong = now - failingSince >= FAILING_MS && failures >= LEAST_TRIES;
	if (failed.status === GONE || tooLong) return { failures, failingSince, nextAt: null };
	const wait = backOff(RETRIES, failures) * (0.5 + random / 2);
	const asked = Math.min((failed.retryAfter ?? 0) * 1000, RETRIES.mostMs);
	return { failures, failingSince, nextAt: now + Math.round(Math.max(wait, asked)) };
}
