/**
 * Runs one piece of work at a time per key, in the order of the calls. Why this is no library:
 * docs/decisions/0012-rooms.md.
 */

export interface KeyedQueue {
	/**
	 * Runs `work` when all earlier work with this key has ended, whether it succeeded or not. Never
	 * runs it synchronously.
	 * @param signal aborted while the work waits: the work is not run, and the call rejects at once
	 * with the signal's reason. Running work is not aborted by it, and keeps its place until it has
	 * ended
	 * @returns what `work` returns @throws what it throws
	 */
	<T>(key: string, work: () => Promise<T>, signal?: AbortSignal): Promise<T>;
	/** Resolves when all work that was queued so far has ended. */
	idle(): Promise<void>;
}

/** Creates queues by key. Each exists only while it has work. */
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

/** Creates a single queue. */
export function createQueue(): <T>(work: () => Promise<T>, signal?: AbortSignal) => Promise<T> {
	const queue = createKeyedQueue();
	return (work, signal) => queue('', work, signal);
}

/** Returns the result, or rejects with the reason of an abort before the work's turn. */
async function orAborted<T>(before: Promise<unknown>, result: Promise<T>, signal: AbortSignal): Promise<T> {
	let onAbort = () => {};
	const aborted = new Promise<never>((_resolve, reject) => {
		onAbort = () => reject(signal.reason as Error);
		if (signal.aborted) onAbort();
		else signal.addEventListener('abort', onAbort, { once: true });
	});
	// After an early rejection nobody awaits the result.
	result.catch(() => {});
	try {
		await Promise.race([before, aborted]);
	} finally {
		signal.removeEventListener('abort', onAbort);
		aborted.catch(() => {});
	}
	return result;
}
