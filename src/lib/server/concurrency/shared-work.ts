/**
 * Shares one run of work among all concurrent callers with the same key. The run is aborted only
 * when no caller wants it any more.
 */

/** @typeParam Listener the callbacks of each caller */
export interface SharedRequest<Result, Listener> {
	/** Identifies the result; one run at a time. */
	key: string;
	/**
	 * Callers with the same text also share a failure; others then run their own work. Default: all
	 * callers share it.
	 */
	same?: string;
	listener: Listener;
	signal?: AbortSignal | undefined;
	/**
	 * Runs for the first caller; never synchronously.
	 * @param publish calls back for each current caller
	 * @param signal aborted when no caller wants the result any more
	 */
	work: (publish: (fn: (listener: Listener) => void) => void, signal: AbortSignal) => Promise<Result>;
}

export interface SharedWork<Result, Listener> {
	/**
	 * Joins the run of this key, or begins it.
	 * @returns its result @throws what it throws, or the reason of the request's signal. The last
	 * caller to leave receives that reason only when the run has ended, so that its cleanup is done
	 */
	(request: SharedRequest<Result, Listener>): Promise<Result>;
	/** Whether a run of this key is in progress. */
	busy(key: string): boolean;
}

interface Run<Result, Listener> {
	same: string;
	wanted: Set<{ listener: Listener }>;
	controller: AbortController;
	result: Promise<Result>;
}

/** Runs are shared only among calls of the returned function. */
export function createSharedWork<Result, Listener>(): SharedWork<Result, Listener> {
	const runs = new Map<string, Run<Result, Listener>>();

	function begin({ key, same = '', work }: SharedRequest<Result, Listener>): Run<Result, Listener> {
		const controller = new AbortController();
		const wanted: Run<Result, Listener>['wanted'] = new Set();
		const publish = (fn: (listener: Listener) => void) => wanted.forEach(({ listener }) => fn(listener));
		// Starts after the caller has subscribed, so that no event is lost.
		const result = Promise.resolve()
			.then(() => work(publish, controller.signal))
			.finally(() => runs.delete(key));
		// Callers receive the failure; without callers it is ignored.
		result.catch(() => {});
		const run = { same, wanted, controller, result };
		runs.set(key, run);
		return run;
	}

	/** Awaits the run until the caller's signal is aborted. */
	async function join(
		run: Run<Result, Listener>,
		{ listener, signal }: SharedRequest<Result, Listener>
	): Promise<Result> {
		const me = { listener };
		run.wanted.add(me);
		let onAbort = () => {};
		const left = new Promise<never>((_resolve, reject) => {
			onAbort = () => {
				const gone = () => reject(signal!.reason as Error);
				run.wanted.delete(me);
				if (run.wanted.size > 0) return gone();
				run.controller.abort(signal!.reason);
				run.result.then(gone, gone);
			};
		});
		left.catch(() => {});
		signal?.addEventListener('abort', onAbort, { once: true });
		try {
			return await Promise.race([
				run.result.catch((error: unknown) => (signal?.aborted ? left : Promise.reject(error as Error))),
				left
			]);
		} finally {
			signal?.removeEventListener('abort', onAbort);
			run.wanted.delete(me);
		}
	}

	async function ask(request: SharedRequest<Result, Listener>): Promise<Result> {
		const { key, same = '', signal } = request;
		for (;;) {
			signal?.throwIfAborted();
			const run = runs.get(key);
			if (!run) return join(begin(request), request);
			// A run without callers is being aborted; waits for its end.
			if (run.controller.signal.aborted) {
				await run.result.catch(() => {});
				continue;
			}
			try {
				return await join(run, request);
			} catch (error) {
				if (signal?.aborted || run.same === same) throw error;
			}
		}
	}

	return Object.assign(ask, { busy: (key: string) => runs.has(key) });
}
