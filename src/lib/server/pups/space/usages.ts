/** How much pups' data take, measured outside of this process and one after the other. */
import type { Logger } from 'pino';
import { createQueue, monotonicMs } from '../../concurrency/index.ts';
import type { StorageUsage } from '../../host/index.ts';
import type { PupFiles } from '../content/index.ts';
import type { PupRows } from '../installed/index.ts';

export interface Usage extends StorageUsage {
	/** When it was measured; milliseconds, monotonic. */
	at: number;
}

/** A measuring, whether or not it came to a size; milliseconds, monotonic. */
interface Tried {
	at: number;
	tookMs: number;
}

export interface Usages {
	/** At the last look; null when never looked. */
	of(id: string): Usage | null;
	/**
	 * Measures; who asks while that is under way gets the same.
	 * @param atOnce beside others that are being measured, instead of after them
	 * @returns null where it could not be measured
	 */
	measure(id: string, atOnce?: boolean): Promise<Usage | null>;
	/** The last measuring; null when there was none. */
	tried(id: string): Tried | null;
	forget(id: string): void;
	/** The database is about to close: what comes late is dropped. */
	close(): void;
}

/** @param deps.countsFiles whether files of this pup are to be counted too */
export function createUsages(deps: {
	files: Pick<PupFiles, 'storageUsage'>;
	rows: Pick<PupRows, 'find'>;
	countsFiles: (id: string) => boolean;
	log: Logger;
}): Usages {
	const known = new Map<string, Usage>();
	const tried = new Map<string, Tried>();
	/** Under way, and those that wait for their turn. */
	const measuring = new Map<string, Promise<Usage | null>>();
	const waiting = new Map<string, Promise<Usage | null>>();
	/** Two walks at once would be slower than one after the other on a disk that turns. */
	const inTurn = createQueue();
	let closed = false;

	async function measure(id: string): Promise<Usage | null> {
		if (closed || !deps.rows.find(id)) return null;
		const from = monotonicMs();
		try {
			const found = await deps.files.storageUsage(id, deps.countsFiles(id));
			if (closed || !deps.rows.find(id)) return null;
			const usage = { ...found, at: monotonicMs() };
			known.set(id, usage);
			return usage;
		} catch (error) {
			deps.log.debug({ pup: id, err: error }, 'the storage of a pup could not be measured');
			return null;
		} finally {
			tried.set(id, { at: monotonicMs(), tookMs: monotonicMs() - from });
		}
	}

	function begin(id: string): Promise<Usage | null> {
		const under = measuring.get(id) ?? measure(id).finally(() => measuring.delete(id));
		measuring.set(id, under);
		return under;
	}

	return {
		of: (id) => known.get(id) ?? null,
		measure(id, atOnce = false) {
			if (atOnce || measuring.has(id)) return begin(id);
			const turn =
				waiting.get(id) ??
				inTurn(() => {
					waiting.delete(id);
					return begin(id);
				});
			waiting.set(id, turn);
			return turn;
		},
		tried: (id) => tried.get(id) ?? null,
		forget(id) {
			known.delete(id);
			tried.delete(id);
		},
		close: () => void (closed = true)
	};
}
