/** Time limits of one request. */
import { tooSlow } from './failures.ts';

/** Longest time that a timer can hold, ms (setTimeout's own limit). */
const LONGEST = 2 ** 31 - 1;

export interface Watch {
	/** Aborted with the reason to throw: a limit in words, or the caller's own reason. */
	signal: AbortSignal;
	/** Something arrived. @param bytes how many */
	tick(bytes: number): void;
	/** Stops the clocks. */
	end(): void;
}

export interface WatchLimits {
	/** As shown to a person. */
	host: string;
	/** Longest time in which fewer than `idleBytes` arrive, ms. */
	idleMs: number;
	/**
	 * What counts as a sign of life, bytes: more than one where nothing limits the whole, against a
	 * server that drips. Default 1.
	 */
	idleBytes?: number;
	/** Longest time of all, ms. */
	totalMs?: number;
	/** The caller's. */
	signal: AbortSignal | undefined;
}

/** Starts the clocks. */
export function startWatch({ host, idleMs, idleBytes = 1, totalMs, signal }: WatchLimits): Watch {
	const controller = new AbortController();
	const stop = (reason: unknown) => {
		end();
		controller.abort(reason);
	};
	const total = totalMs && setTimeout(() => stop(tooSlow(host, totalMs, 'total')), Math.min(totalMs, LONGEST));
	const idle = setTimeout(() => stop(tooSlow(host, idleMs, 'idle')), Math.min(idleMs, LONGEST));
	const onAbort = () => stop(signal?.reason);
	let since = 0;
	function end(): void {
		clearTimeout(idle);
		if (total) clearTimeout(total);
		signal?.removeEventListener('abort', onAbort);
	}
	if (signal?.aborted) onAbort();
	else signal?.addEventListener('abort', onAbort, { once: true });
	return {
		signal: controller.signal,
		tick(bytes) {
			since += bytes;
			if (since < idleBytes || controller.signal.aborted) return;
			since = 0;
			idle.refresh();
		},
		end
	};
}

/**
 * Waits for something that cannot be cancelled itself, until the signal aborts.
 * @throws the signal's reason
 */
export function until<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
	return new Promise((resolve, reject) => {
		const onAbort = () => reject(signal.reason as Error);
		if (signal.aborted) onAbort();
		signal.addEventListener('abort', onAbort, { once: true });
		work.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
	});
}
