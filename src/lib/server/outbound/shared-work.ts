/** One piece of work for all who want its result at the same time. */

export interface SharedRequest {
	/** What is made; one at a time. */
	key: string;
	/** Who asks with the same text shares a failure too; others then try in their own way. */
	same: string;
	signal: AbortSignal | undefined;
	onProgress: ((done: number, total: number | null) => void) | undefined;
	/** @param signal aborted when nobody wants it any more */
	work: (signal: AbortSignal, onProgress: (done: number, total: number | null) => void) => Promise<void>;
}

interface Running {
	same: string;
	wanted: Set<SharedRequest>;
	controller: AbortController;
	result: Promise<void>;
}

/** @returns a function that joins or begins the work, and `busy` which tells whether something of a key is under way */
export function createShared(): { (request: SharedRequest): Promise<void>; busy(key: string): boolean } {
	const running = new Map<string, Running>();

	function begin(request: SharedRequest): Running {
		const controller = new AbortController();
		const wanted = new Set<SharedRequest>();
		const report = (done: number, total: number | null) => {
			for (const { onProgress } of wanted) onProgress?.(done, total);
		};
		const result = request.work(controller.signal, report).finally(() => running.delete(request.key));
		// Whoever waits is told; when nobody waits any more nobody is.
		result.catch(() => {});
		const made = { same: request.same, wanted, controller, result };
		running.set(request.key, made);
		return made;
	}

	/** Waits for it as long as the caller wants it. */
	async function join(one: Running, request: SharedRequest): Promise<void> {
		one.wanted.add(request);
		const { signal } = request;
		let onAbort = () => {};
		try {
			await new Promise<void>((resolve, reject) => {
				onAbort = () => reject(signal?.reason as Error);
				if (signal?.aborted) return onAbort();
				signal?.addEventListener('abort', onAbort, { once: true });
				one.result.then(resolve, reject);
			});
		} finally {
			signal?.removeEventListener('abort', onAbort);
			one.wanted.delete(request);
			if (one.wanted.size === 0) one.controller.abort(signal?.reason);
		}
	}

	const run = async (request: SharedRequest): Promise<void> => {
		for (;;) {
			request.signal?.throwIfAborted();
			const other = running.get(request.key);
			if (!other) return join(begin(request), request);
			// One that nobody wants any more is just ending.
			if (other.controller.signal.aborted) {
				await other.result.catch(() => {});
				continue;
			}
			try {
				return await join(other, request);
			} catch (error) {
				if (request.signal?.aborted || other.same === request.same) throw error;
			}
		}
	};
	return Object.assign(run, { busy: (key: string) => running.has(key) });
}
