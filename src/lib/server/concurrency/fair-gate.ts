/**
 * Limits concurrency: waiting work starts in order of arrival, and long-running work gives up its
 * slot.
 */

export interface FairGate {
	/**
	 * Runs work when a slot is free.
	 * @param signal aborted while the work waits: it is not run, and the signal's reason is thrown
	 */
	<T>(work: () => Promise<T>, signal?: AbortSignal): Promise<T>;
}

/**
 * @param slots number of concurrent pieces of work, without those that have run long
 * @param heldMs milliseconds after which running work gives its slot to the next
 */
export function createFairGate(slots: number, heldMs: number): FairGate {
	const waiting: (() => void)[] = [];
	let free = slots;

	function leave(): void {
		const next = waiting.shift();
		if (next) next();
		else free++;
	}

	function enter(signal?: AbortSignal): Promise<void> {
		signal?.throwIfAborted();
		if (free > 0) {
			free--;
			return Promise.resolve();
		}
		return new Promise((resolve, reject) => {
			const go = () => {
				signal?.removeEventListener('abort', gone);
				resolve();
			};
			const gone = () => {
				waiting.splice(waiting.indexOf(go), 1);
				reject(signal!.reason as Error);
			};
			waiting.push(go);
			signal?.addEventListener('abort', gone, { once: true });
		});
	}

	return async (work, signal) => {
		await enter(signal);
		let held = true;
		const giveUp = () => {
			if (held) leave();
			held = false;
		};
		const timer = setTimeout(giveUp, heldMs);
		timer.unref();
		try {
			return await work();
		} finally {
			clearTimeout(timer);
			giveUp();
		}
	};
}
