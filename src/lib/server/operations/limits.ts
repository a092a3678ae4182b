/** Rate limits of operations: one token bucket per operation and caller, bounded in memory. */
import { BoxError } from '../../contract/errors.ts';
import { createRecent, monotonicMs } from '../concurrency/index.ts';

const MAX_KEYS = 5_000;

/** State of a caller's limit for an operation. */
export interface RateState {
	/** Calls a minute. */
	limit: number;
	/** Whole calls that are left now. */
	left: number;
	/** Seconds until the full number of calls is available again. */
	resetSeconds: number;
	/** 429 `too-many-requests` for this call; null when it may proceed. */
	refused: BoxError | null;
}

export interface RateLimits {
	/** Takes one call, if one is left. */
	take(operation: string, perMinute: number, caller: string): RateState;
}

/** @param now clock, milliseconds */
export function createRateLimits(now: () => number = monotonicMs): RateLimits {
	const buckets = createRecent<string, { left: number; at: number }>(MAX_KEYS);
	return {
		take(operation, perMinute, caller) {
			const key = `${operation} ${caller}`;
			const at = now();
			const bucket = buckets.get(key) ?? { left: perMinute, at };
			bucket.left = Math.min(perMinute, bucket.left + ((at - bucket.at) * perMinute) / 60_000);
			bucket.at = at;
			buckets.set(key, bucket);
			const refused = bucket.left < 1 ? tooMany(Math.max(1, Math.ceil(((1 - bucket.left) * 60) / perMinute))) : null;
			if (refused === null) bucket.left--;
			return {
				limit: perMinute,
				left: Math.floor(bucket.left),
				resetSeconds: Math.ceil(((perMinute - bucket.left) * 60) / perMinute),
				refused
			};
		}
	};
}

function tooMany(seconds: number): BoxError {
	return new BoxError({
		code: 'too-many-requests',
		status: 429,
		message: 'Too many requests.',
		hint: `Wait ${seconds} ${seconds === 1 ? 'second' : 'seconds'}.`,
		retryAfter: seconds
	});
}
