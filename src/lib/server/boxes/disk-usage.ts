/** Disk usage of boxes, measured on request and not too often. */
import { monotonicMs } from '../concurrency/index.ts';
import type { BoxesDeps } from './deps.ts';

/** Minimum time between two measurements of the same box, milliseconds. */
const BETWEEN_MS = 30_000;

export interface DiskUsage {
	/**
	 * Bytes at the last measurement; null before the first. Starts a new measurement where the last
	 * one is old.
	 */
	of(id: string): number | null;
	forget(id: string): void;
	/** Aborts running measurements. */
	close(): void;
}

/** Measures nothing before the first request. */
export function createDiskUsage(deps: Pick<BoxesDeps, 'engine' | 'log'>): DiskUsage {
	const known = new Map<string, { bytes: number | null; at: number }>();
	const closing = new AbortController();
	return {
		of(id) {
			const last = known.get(id);
			const bytes = last?.bytes ?? null;
			if (deps.engine && (!last || monotonicMs() - last.at > BETWEEN_MS)) {
				known.set(id, { bytes, at: monotonicMs() });
				deps.engine.diskBytes(id, closing.signal).then(
					(now) => known.has(id) && known.set(id, { bytes: now, at: monotonicMs() }),
					(error: unknown) => deps.log.debug({ box: id, err: error }, 'the disk of a box could not be measured')
				);
			}
			return bytes;
		},
		forget: (id) => void known.delete(id),
		close: () => closing.abort()
	};
}
