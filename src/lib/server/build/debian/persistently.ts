/** Retries work that may succeed a moment later. */
import { setTimeout as wait } from 'node:timers/promises';

/**
 * Delays before the second and the third try, milliseconds. A mirror that is being updated is
 * consistent again soon.
 */
const WAITS = [3000, 12_000];

/**
 * Tries something up to three times.
 * @param mayPass whether an error is worth another try
 * @param log receives the reason for waiting
 * @param waits milliseconds before each further try
 * @throws the last error; the signal's reason at once, also while waiting
 */
export async function persistently<T>(
	mayPass: (error: unknown) => boolean,
	log: (line: string) => void,
	signal: AbortSignal,
	work: () => Promise<T>,
	waits: readonly number[] = WAITS
): Promise<T> {
	for (const ms of waits) {
		try {
			return await work();
		} catch (error) {
			signal.throwIfAborted();
			if (!mayPass(error)) throw error;
			log(`${(error as Error).message} It is tried again in ${Math.ceil(ms / 1000)} s.`);
		}
		await wait(ms, undefined, { signal }).catch(() => {});
		signal.throwIfAborted();
	}
	return work();
}
