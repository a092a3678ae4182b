/** Rate limits of operations: a token bucket per operation and caller, bounded in memory. */
import { BoxError } from '../../contract/errors.ts';
import { monotonicMs } from '../concurrency/index.ts';

const MAX_KEYS = 5_000;

export interface RateLimits {
	/** @throws BoxError 429 `too-many-requests` */
	take(operation: string, perMinute: number, caller: string): void;
}

/** @param now clock, milliseconds */
export function createRateLimits(now: () => number = monotonicMs): RateLimits {
	const buckets = new Map<string, { left: number; at: number }>();
	return {
		take(operation, perMinute, caller) {
			const key = `${operation} ${caller}`;
			const at = now();
			const bucket = buckets.get(key) ?? { left: perMinute, at };
			bucket.left = Math.min(perMinute, bucket.left + ((at - bucket.at) * perMinute) / 60_000);
			bucket.at = at;
			buckets.delete(key);
			buckets.set(key, bucket);
			if (buckets.size > MAX_KEYS) buckets.delete(buckets.keys().next().value!);
			if (bucket.left < 1) {
				const seconds = Math.max(1, Math.ceil(((1 - bucket.left) * 60) / perMinute));
				throw new BoxError({
					code: 'too-many-requests',
					status: 429,
					message: 'This was asked too often.',
					hint: `Wait ${seconds} ${seconds === 1 ? 'second' : 'seconds'}.`,
					retryAfter: seconds
				});
			}
			bucket.left--;
		}
	};
}
