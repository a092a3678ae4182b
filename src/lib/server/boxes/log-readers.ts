/**
 * Who reads the log of which box. One of `--rm` ends with its removal, and Docker's Python library
 * removes a container first and then reads what is left of its log: dockerd still gives that, as it
 * holds the file open. Here a removal waits until they have read it all.
 */
import { within } from '../concurrency/index.ts';

/** How long a removal waits for clients that read a log, milliseconds; one may have stalled. */
const MOST_WAIT_MS = 2000;

export interface LogReaders {
	/**
	 * Somebody reads the log of a box from now on.
	 * @param id of the box
	 * @returns call it at the end
	 */
	begin(id: string): () => void;
	/** Resolves when nobody reads the log of a box that has ended, and after two seconds. */
	done(id: string): Promise<void>;
}

/** @param mostWaitMs for tests */
export function createLogReaders(mostWaitMs = MOST_WAIT_MS): LogReaders {
	const readers = new Map<string, Set<Promise<void>>>();
	return {
		begin(id) {
			const ofOne = readers.get(id) ?? new Set();
			readers.set(id, ofOne);
			let end = () => {};
			const reading = new Promise<void>((resolve) => (end = resolve));
			ofOne.add(reading);
			return () => {
				end();
				ofOne.delete(reading);
				if (ofOne.size === 0 && readers.get(id) === ofOne) readers.delete(id);
			};
		},
		async done(id) {
			const ofOne = readers.get(id);
			if (!ofOne) return;
			await within(Promise.all(ofOne), mostWaitMs);
		}
	};
}
