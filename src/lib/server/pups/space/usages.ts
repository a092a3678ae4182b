/** Sizes of pups' data, measured outside of this process, one after another. */
import type { Logger } from 'pino';
import { createQueue, monotonicMs } from '../../concurrency/index.ts';
import type { StorageUsage } from '../../host/index.ts';
import type { PupFiles } from '../content/index.ts';
import type { PupRows } from '../installed/index.ts';

export interface Usage extends StorageUsage {
	/** Time of the measurement; milliseconds, monotonic. */
	at: number;
}

/** A measurement, successful or not; milliseconds, monotonic. */
interface Tried {
	at: number;
	tookMs: number;
}

export interface Usages {
	/** The last result; null when never measured. */
	of(id: string): Usage | null;
	/**
	 * Measures a pup's data. Callers during a running measurement share its result.
	 * @param atOnce concurrently with other measurements, instead of after them
	 * @returns null where it could not be measured
	 */
	measure(id: string, atOnce?: boolean): Promise<Usage | null>;
	/** The last measurement; null when there was none. */
	tried(id: string): Tried | null;
	forget(id: string): void;
	/** Ignores later results, because the database is about to be closed. */
	close(): void;
}

/** @param deps.countsFiles whether files of this pup are counted too */
export function createUsages(deps: {
	files: Pick<PupFiles, 'storageUsage'>;
	rows: Pick<PupRows, 'find'>;
	countsFiles: (id: string) => boolean;
	log: Logger;
}): Usages {
	const known = new Map<string, Usage>();
	const tried = new Map<string, Tried>();
	/** Running measurements, and those that wait for their turn. */
	const measuring = new Map<string, Promise<Usage | null>>();
	const waiting = new Map<string, Promise<Usage | null>>();
	/** On a rotating disk, two concurrent walks would be slower than one after another. */
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
