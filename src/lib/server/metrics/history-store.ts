/**
 * Averages in the table `metrics`: one row per minute for a day, and one per quarter of an hour for
 * thirty days. So the number of rows per subject is bounded.
 */
import { KEPT_SECONDS } from '../../contract/history.ts';
import type { Sample } from '../../contract/samples.ts';
import type { Database } from '../db/index.ts';
import { gaugesOf, gaugesText, type GaugePoint, type GaugeValues } from './gauges.ts';
import { addTo, FIELDS, type Mean } from './series.ts';

/** Seconds per row of the two kinds. */
export const MINUTE = 60;
export const QUARTER = 900;
const MINUTE_MS = MINUTE * 1000;
const QUARTER_MS = QUARTER * 1000;
/** How long rows of each kind are kept, milliseconds. */
const KEPT_MS = { [MINUTE]: KEPT_SECONDS.minute * 1000, [QUARTER]: KEPT_SECONDS.quarter * 1000 } as const;
type Resolution = keyof typeof KEPT_MS;

export interface HistoryStore {
	/**
	 * Adds a sample to the current minute. When a new minute begins, writes the previous one in one
	 * transaction, and also the quarter of an hour when it is complete.
	 */
	add(subject: string, sample: Sample): void;
	/** Sets the slowly changing values of the current minute; the last ones count. */
	note(subject: string, values: GaugeValues): void;
	/** Writes the current, incomplete minute. */
	flush(): void;
	/**
	 * Averages of spans that began at or after `from`, oldest first; `at` is the beginning of the
	 * span.
	 */
	read(subject: string, resolution: Resolution, from: number): Sample[];
	/** Slowly changing values of the same spans. */
	readGauges(subject: string, resolution: Resolution, from: number): GaugePoint[];
	/**
	 * End of the last minute that this process wrote for a subject, milliseconds since the epoch; 0
	 * for none.
	 */
	writtenUntil(subject: string): number;
	/** Aggregates minutes into missing quarters of an hour, and removes old rows. */
	prune(now: number): void;
	forget(subject: string): void;
}

const NAMES = FIELDS.join(', ');

/** The statements, prepared once. */
function statements(raw: Database['raw']) {
	return {
		// After a restart within a minute, its two halves are averaged.
		upsert: raw.prepare(
			`INSERT INTO metrics (subject, resolution, at, ${NAMES}, gauges)
			VALUES (@subject, ${MINUTE}, @at, ${FIELDS.map((field) => `@${field}`).join(', ')}, @gauges)
			ON CONFLICT (subject, resolution, at) DO UPDATE SET
				${FIELDS.map((field) => `${field} = (${field} + excluded.${field}) / 2`).join(', ')},
				gauges = coalesce(excluded.gauges, gauges)`
		),
		range: raw.prepare<[string, number, number], Sample>(
			`SELECT at, ${NAMES} FROM metrics WHERE subject = ? AND resolution = ? AND at >= ? ORDER BY at`
		),
		gauges: raw.prepare<[string, number, number], { at: number; gauges: string }>(
			`SELECT at, gauges FROM metrics
			WHERE subject = ? AND resolution = ? AND at >= ? AND gauges IS NOT NULL ORDER BY at`
		),
		// With `max(at)`, SQLite returns `gauges` of that row: the last ones.
		sumUp: raw.prepare<{ subject: string; from: number; until: number }>(
			`INSERT INTO metrics (subject, resolution, at, ${NAMES}, gauges)
			SELECT subject, ${QUARTER}, quarter, ${NAMES}, gauges FROM (
				SELECT subject, at / ${QUARTER_MS} * ${QUARTER_MS} AS quarter, max(at),
					${FIELDS.map((field) => `avg(${field}) AS ${field}`).join(', ')}, gauges
				FROM metrics WHERE subject = @subject AND resolution = ${MINUTE} AND at >= @from AND at < @until
				GROUP BY quarter
			) WHERE true
			ON CONFLICT (subject, resolution, at) DO UPDATE SET
				${[...FIELDS, 'gauges'].map((field) => `${field} = excluded.${field}`).join(', ')}`
		),
		newest: raw.prepare<[string, number], { at: number | null }>(
			'SELECT max(at) AS at FROM metrics WHERE subject = ? AND resolution = ?'
		),
		// Steps from subject to subject in the primary key instead of reading a month of rows.
		subjects: raw.prepare<[], { subject: string }>(
			`WITH RECURSIVE each(subject) AS (
				SELECT min(subject) FROM metrics
				UNION ALL
				SELECT (SELECT min(subject) FROM metrics WHERE subject > each.subject) FROM each WHERE subject IS NOT NULL
			) SELECT subject FROM each WHERE subject IS NOT NULL`
		),
		eraseOld: raw.prepare<[string, number, number]>(
			'DELETE FROM metrics WHERE subject = ? AND resolution = ? AND at < ?'
		),
		erase: raw.prepare<[string]>('DELETE FROM metrics WHERE subject = ?')
	};
}

const quarterOf = (at: number) => Math.floor(at / QUARTER_MS) * QUARTER_MS;

/**
 * @param onError called when a write failed (full disk): losing metrics is only worth a line in the
 * log
 */
export function createHistoryStore({ raw, transaction }: Database, onError: (error: unknown) => void): HistoryStore {
	const sql = statements(raw);
	let minute = 0;
	let means = new Map<string, Mean>();
	let noted = new Map<string, GaugeValues>();
	const until = new Map<string, number>();

	function attempt(work: () => void): boolean {
		try {
			transaction(work);
			return true;
		} catch (error) {
			onError(error);
			return false;
		}
	}

	/** Aggregates the quarters that were complete at `now`, after the last existing one. */
	function sumUp(subject: string, now: number): void {
		const last = sql.newest.get(subject, QUARTER)?.at ?? null;
		sql.sumUp.run({ subject, from: last === null ? 0 : last + QUARTER_MS, until: quarterOf(now) });
	}

	/** @param next beginning of the following minute */
	function write(next: number): void {
		if (means.size === 0) return;
		const [done, gauges] = [means, noted];
		means = new Map();
		noted = new Map();
		const written = attempt(() => {
			for (const [subject, { weight: _weight, ...mean }] of done) {
				sql.upsert.run({ subject, at: minute, ...mean, gauges: gaugesText(gauges.get(subject)) });
				if (quarterOf(next) !== quarterOf(minute)) sumUp(subject, next);
			}
		});
		if (written) for (const subject of done.keys()) until.set(subject, minute + MINUTE_MS);
	}

	return {
		add(subject, sample) {
			const start = Math.floor(sample.at / MINUTE_MS) * MINUTE_MS;
			if (start !== minute) {
				write(start);
				minute = start;
			}
			means.set(subject, addTo(means.get(subject), sample, 1));
		},
		note: (subject, values) => void noted.set(subject, values),
		flush: () => write(minute),
		read: (subject, resolution, from) => sql.range.all(subject, resolution, from),
		readGauges: (subject, resolution, from) =>
			sql.gauges.all(subject, resolution, from).map(({ at, gauges }) => ({ at, values: gaugesOf(gauges) })),
		writtenUntil: (subject) => until.get(subject) ?? 0,
		prune(now) {
			attempt(() => {
				for (const { subject } of sql.subjects.all()) {
					sumUp(subject, now);
					for (const [resolution, kept] of Object.entries(KEPT_MS)) {
						sql.eraseOld.run(subject, Number(resolution), now - kept);
					}
				}
			});
		},
		forget(subject) {
			means.delete(subject);
			noted.delete(subject);
			until.delete(subject);
			sql.erase.run(subject);
		}
	};
}
