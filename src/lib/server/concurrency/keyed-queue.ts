/**
 * One piece of work at a time, in the order in which it was asked for.
 * Why this is no library: docs/decisions/0012-rooms.md.
 */

export interface KeyedQueue {
	/**
	 * Runs `work` when all that was asked for under this key before has ended, however it ended.
	 * Never within the call itself.
	 * @param signal aborted while it waits: it is not run, and the call fails at once with the
	 *   signal's reason. What runs is not ended by it, and keeps its place until it has ended
	 * @returns what `work` returns @throws what it throws
	 */
	<T>(key: string, work: () => Promise<T>, signal?: AbortSignal): Promise<T>;
	/** Resolves when all that was asked for so far has ended. */
	idle(): Promise<void>;
}

/** Queues that come with their first work and go with their last. */
export function createKeyedQueue(): KeyedQueue {
	const tails = new Map<string, Promise<unknown>>();

	function run<T>(key: string, work: () => Promise<T>, signal?: AbortSignal): Promise<T> {
		const before = tails.get(key) ?? Promise.resolve();
		const result = before.then(() => {
			signal?.throwIfAborted();
			return work();
		});
		const tail = result
			.catch(() => {})
			.then(() => {
				if (tails.get(key) === tail) tails.delete(key);
			});
		tails.set(key, tail);
		return signal ? orAborted(before, result, signal) : result;
	}

	return Object.assign(run, {
		idle: async () => {
			await Promise.all(tails.values());
		}
	});
}

/** One queue for all that is asked of it. */
export function createQueue(): <T>(work: () => Promise<T>, signal?: AbortSignal) => Promise<T> {
	const queue = createKeyedQueue();
	return (work, signal) => queue('', work, signal);
}

/** The result, or the reason of an abort that comes before the turn. */
async function orAborted<T>(before: Promise<unknown>, result: Promise<T>, signal: AbortSignal): Promise<T> {
	let onAbort = () => {};
	const aborted = new Promise<never>((_resolve, reject) => {
		onAbort = () => reject(signal.reason as Error);
		if (signal.aborted) onAbort();
		else signal.addEventListener('abort', onAbort, { once: true });
	});
	// Whoever was refused early has no use for the result.
	result.catch(() => {});
	try {
		await Promise.race([before, aborted]);
	} finally {
		signal.removeEventListener('abort', onAbort);
		aborted.catch(() => {});
	}
	return result;
}
