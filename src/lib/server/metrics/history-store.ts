/** Averages per minute in the table `metrics`, kept for a week. */
import type { Sample } from '../../contract/pups.ts';
import type { Database } from '../db/index.ts';
import { addTo, type Mean } from './series.ts';

/** Seconds per row. */
export const RESOLUTION = 60;
const MINUTE_MS = RESOLUTION * 1000;
/** Milliseconds that rows are kept. */
export const KEPT_MS = 7 * 24 * 3600 * 1000;

export interface HistoryStore {
	/**
	 * Adds a sample to the present minute; writes the one before in one transaction when a new one
	 * begins.
	 */
	add(subject: string, sample: Sample): void;
	/** Writes what is there of the present minute. */
	flush(): void;
	/**
	 * Averages of minutes that began at or after `from`, oldest first; `at` is the beginning of the
	 * minute.
	 */
	read(subject: string, from: number): Sample[];
	/**
	 * End of the last written minute of a subject, milliseconds since the epoch; 0 for none in this
	 * life of the process.
	 */
	writtenUntil(subject: string): number;
	/** Removes rows older than a week. */
	prune(now: number): void;
	forget(subject: string): void;
}

/**
 * @param onError told when a write failed (full disk): metrics are not worth more than a line in
 *   the log
 */
export function createHistoryStore({ raw, transaction }: Database, onError: (error: unknown) => void): HistoryStore {
	// After a restart within one minute its two halves are averaged.
	const put = raw.prepare(
		`INSERT INTO metrics (subject, resolution, at, cpu, memory, rx, tx, pids)
		VALUES (@subject, ${RESOLUTION}, @at, @cpu, @memory, @rx, @tx, @pids)
		ON CONFLICT (subject, resolution, at) DO UPDATE SET cpu = (cpu + excluded.cpu) / 2,
			memory = (memory + excluded.memory) / 2, rx = (rx + excluded.rx) / 2, tx = (tx + excluded.tx) / 2,
			pids = (pids + excluded.pids) / 2`
	);
	const range = raw.prepare<[string, number], Sample>(
		`SELECT at, cpu, memory, rx, tx, pids FROM metrics WHERE subject = ? AND resolution = ${RESOLUTION} AND at >= ? ORDER BY at`
	);
	// Steps from subject to subject in the primary key instead of reading a week of rows.
	const subjects = raw.prepare<[], { subject: string }>(
		`WITH RECURSIVE each(subject) AS (
			SELECT min(subject) FROM metrics
			UNION ALL
			SELECT (SELECT min(subject) FROM metrics WHERE subject > each.subject) FROM each WHERE subject IS NOT NULL
		) SELECT subject FROM each WHERE subject IS NOT NULL`
	);
	const eraseOld = raw.prepare<[string, number]>(
		`DELETE FROM metrics WHERE subject = ? AND resolution = ${RESOLUTION} AND at < ?`
	);
	const erase = raw.prepare<[string]>('DELETE FROM metrics WHERE subject = ?');

	let minute = 0;
	let means = new Map<string, Mean>();
	const until = new Map<string, number>();

	function flush(): void {
		if (means.size === 0) return;
		const done = means;
		means = new Map();
		try {
			transaction(() => {
				for (const [subject, { cpu, memory, rx, tx, pids }] of done) {
					put.run({ subject, at: minute, cpu, memory, rx, tx, pids });
				}
			});
			for (const subject of done.keys()) until.set(subject, minute + MINUTE_MS);
		} catch (error) {
			onError(error);
		}
	}

	return {
		add(subject, sample) {
			const start = Math.floor(sample.at / MINUTE_MS) * MINUTE_MS;
			if (start !== minute) {
				flush();
				minute = start;
			}
			means.set(subject, addTo(means.get(subject), sample, 1));
		},
		flush,
		read: (subject, from) => range.all(subject, from),
		writtenUntil: (subject) => until.get(subject) ?? 0,
		prune(now) {
			try {
				transaction(() => {
					for (const { subject } of subjects.all()) eraseOld.run(subject, now - KEPT_MS);
				});
			} catch (error) {
				onError(error);
			}
		},
		forget(subject) {
			means.delete(subject);
			until.delete(subject);
			erase.run(subject);
		}
	};
}
