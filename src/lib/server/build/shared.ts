/** One run for all who ask for the same thing at the same time; it is cancelled only when nobody waits for it any more. */
import type { BuildProgress } from './types.ts';

export interface Listener {
	progress: BuildProgress;
	log: (line: string) => void;
}

interface Run<T> {
	result: Promise<T>;
	controller: AbortController;
	listeners: Set<Listener>;
}

/** Joins the run named `key`, or begins it with `work`. */
export type Share<T> = (
	key: string,
	listener: Listener,
	signal: AbortSignal,
	work: (all: Listener, signal: AbortSignal) => Promise<T>
) => Promise<T>;

/** Makes the meeting place. */
export function createShare<T>(): Share<T> {
	const runs = new Map<string, Run<T>>();

	function begin(key: string, work: (all: Listener, signal: AbortSignal) => Promise<T>): Run<T> {
		const listeners = new Set<Listener>();
		const controller = new AbortController();
		const all: Listener = {
			progress: (fraction, note) => listeners.forEach((listener) => listener.progress(fraction, note)),
			log: (line) => listeners.forEach((listener) => listener.log(line))
		};
		// Not before the one who asked listens, so that nothing is told to nobody.
		const begun = Promise.resolve().then(() => work(all, controller.signal));
		const result = begun.finally(() => {
			if (runs.get(key) === run) runs.delete(key);
		});
		const run: Run<T> = { result, controller, listeners };
		runs.set(key, run);
		return run;
	}

	return async (key, listener, signal, work) => {
		signal.throwIfAborted();
		const running = runs.get(key);
		if (running?.controller.signal.aborted) await running.result.catch(() => {});
		const run = runs.get(key) ?? begin(key, work);
		run.listeners.add(listener);
		let leave = () => {};
		const left = new Promise<never>((_resolve, reject) => {
			leave = () => {
				run.listeners.delete(listener);
				if (run.listeners.size > 0) return reject(signal.reason);
				// The last one to leave waits until everything is taken away again.
				run.controller.abort(signal.reason);
				run.result.then(
					() => reject(signal.reason),
					() => reject(signal.reason)
				);
			};
		});
		left.catch(() => {});
		signal.addEventListener('abort', leave, { once: true });
		try {
			return await Promise.race([
				run.result.catch((error: unknown) => (signal.aborted ? left : Promise.reject(error as Error))),
				left
			]);
		} finally {
			signal.removeEventListener('abort', leave);
			run.listeners.delete(listener);
		}
	};
}
