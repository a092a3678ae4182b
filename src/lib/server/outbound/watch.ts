/** Time limits of one request. */
import { tooSlow } from './failures.ts';

/** Longest timeout of setTimeout, ms. */
const LONGEST = 2 ** 31 - 1;

export interface Watch {
	/** Aborts with the reason to throw: an explained limit, or the caller's own reason. */
	signal: AbortSignal;
	/** Records that bytes arrived. @param bytes their number */
	tick(bytes: number): void;
	/** Stops the timers. */
	end(): void;
}

export interface WatchLimits {
	/** As shown to a person. */
	host: string;
	/** Longest time in which fewer than `idleBytes` arrive, ms. */
	idleMs: number;
	/**
	 * Fewest bytes that count as activity. More than one where the whole time is unlimited, against
	 * a server that sends very slowly. Default 1.
	 */
	idleBytes?: number;
	/** Longest time of the whole, ms. */
	totalMs?: number;
	/** The caller's signal. */
	signal: AbortSignal | undefined;
}

/** Starts the timers. */
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
 * Waits for work that cannot be cancelled, until the signal aborts.
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
