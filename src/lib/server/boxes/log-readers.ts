/**
 * Tracks the readers of boxes' logs. A box with `--rm` is removed at its end. Docker's Python
 * library removes a container first and then reads the rest of its log; dockerd still delivers it,
 * because it holds the file open. Here a removal waits until all readers have finished.
 */
import { within } from '../concurrency/index.ts';

/**
 * How long a removal waits for clients that read the log, milliseconds; a client may have stalled.
 */
const MOST_WAIT_MS = 2000;

export interface LogReaders {
	/**
	 * Registers a reader of a box's log.
	 * @param id id of the box
	 * @returns a function to call when the reader has finished
	 */
	begin(id: string): () => void;
	/** Resolves when no reader of an ended box's log is left, or after two seconds. */
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
