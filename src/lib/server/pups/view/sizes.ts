/** How much pups' data takes on the disk, measured behind the answers. */
import type { Logger } from 'pino';
import type { PupFiles } from '../content/index.ts';
import type { PupRows } from '../installed/index.ts';
import { monotonicMs } from '../../concurrency/index.ts';

/** How old a size may be before it is measured again, milliseconds. */
const SIZE_AGE_MS = 60_000;

export interface Sizes {
	/** Bytes at the last look; null when never looked. */
	of(id: string): number | null;
	/** Has it measured where that is due; the next answer tells it. */
	measure(id: string): void;
	forget(id: string): void;
	/** The database is about to close: what comes late is dropped. */
	close(): void;
}

export function createSizes(deps: { files: PupFiles; rows: PupRows; log: Logger }): Sizes {
	const known = new Map<string, { bytes: number; at: number }>();
	const measuring = new Set<string>();
	let closed = false;
	return {
		of: (id) => known.get(id)?.bytes ?? null,
		measure(id) {
			const last = known.get(id);
			if (measuring.has(id) || (last && monotonicMs() - last.at < SIZE_AGE_MS)) return;
			measuring.add(id);
			deps.files
				.storageBytes(id)
				.then((bytes) => {
					if (!closed && deps.rows.find(id)) known.set(id, { bytes, at: monotonicMs() });
				})
				.catch((error: unknown) =>
					deps.log.debug({ pup: id, err: error }, 'the storage of a pup could not be measured')
				)
				.finally(() => measuring.delete(id));
		},
		forget: (id) => void known.delete(id),
		close: () => void (closed = true)
	};
}
