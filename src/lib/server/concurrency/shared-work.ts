/**
 * One run for all who want the same thing at the same time; it is ended only when nobody wants it
 * any more.
 */

/** @typeParam Listener what each caller listens with */
export interface SharedRequest<Result, Listener> {
	/** What is made; one run at a time. */
	key: string;
	/**
	 * Who asks with the same text shares a failure too; others then try in their own way. Default:
	 * all share it.
	 */
	same?: string;
	listener: Listener;
	signal?: AbortSignal | undefined;
	/**
	 * Runs for the first who asks; never within the call itself.
	 * @param publish calls back for each who wants it at that moment
	 * @param signal aborted when nobody wants it any more
	 */
	work: (publish: (fn: (listener: Listener) => void) => void, signal: AbortSignal) => Promise<Result>;
}

export interface SharedWork<Result, Listener> {
	/**
	 * Joins the run of this key, or begins it.
	 * @returns its result @throws what it throws; the reason of the request's signal. The last one
	 *   to leave gets that when the run has ended, so that everything is taken away again
	 */
	(request: SharedRequest<Result, Listener>): Promise<Result>;
	/** Whether a run of this key is under way. */
	busy(key: string): boolean;
}

interface Run<Result, Listener> {
	same: string;
	wanted: Set<{ listener: Listener }>;
	controller: AbortController;
	result: Promise<Result>;
}

/** Nothing is shared but through the one that is returned. */
export function createSharedWork<Result, Listener>(): SharedWork<Result, Listener> {
	const runs = new Map<string, Run<Result, Listener>>();

	function begin({ key, same = '', work }: SharedRequest<Result, Listener>): Run<Result, Listener> {
		const controller = new AbortController();
		const wanted: Run<Result, Listener>['wanted'] = new Set();
		const publish = (fn: (listener: Listener) => void) => wanted.forEach(({ listener }) => fn(listener));
		// Not before the caller listens, so that nothing is lost.
		const result = Promise.resolve()
			.then(() => work(publish, controller.signal))
			.finally(() => runs.delete(key));
		// Whoever waits gets it; when nobody waits any more nobody does.
		result.catch(() => {});
		const run = { same, wanted, controller, result };
		runs.set(key, run);
		return run;
	}

	/** Waits for it as long as the caller wants it. */
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
			// One that nobody wants any more is just ending.
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
