import type { Sample, Samples } from '$lib/contract/pups.ts';

/** The columns of samples, time first. */
const COLUMNS = ['at', 'cpu', 'memory', 'rx', 'tx', 'pids', 'read', 'write'] as const;

/** No samples. Shared: columns are never changed in place. */
export const NO_SAMPLES: Samples = { at: [], cpu: [], memory: [], rx: [], tx: [], pids: [], read: [], write: [] };

/** New columns, each made from the old ones by `change`. */
function each(change: (column: (typeof COLUMNS)[number]) => number[]): Samples {
	return Object.fromEntries(COLUMNS.map((column) => [column, change(column)])) as unknown as Samples;
}

/**
 * Puts one sample behind others; one that is not newer than they are changes nothing.
 *
 * @param samples so far
 * @param next    the new one
 * @param most    samples to keep, the newest
 */
export function append(samples: Samples, next: Sample, most: number): Samples {
	if ((samples.at.at(-1) ?? 0) >= next.at) return samples;
	return each((column) => [...samples[column].slice(1 - most), next[column]]);
}

/**
 * A history with what came after it, without doubles.
 *
 * @param history as the server rendered it
 * @param recent  seen live, before or since
 */
export function join(history: Samples, recent: Samples): Samples {
	const last = history.at.at(-1) ?? 0;
	const from = recent.at.findIndex((at) => at > last);
	return from < 0 ? history : each((column) => [...history[column], ...recent[column].slice(from)]);
}

/** The newest samples, at most `most` of them. */
export function newest(samples: Samples, most: number): Samples {
	return samples.at.length <= most ? samples : each((column) => samples[column].slice(-most));
}

/** A column of values over time as charts take it; null where there was none. */
export type Column = readonly (number | null)[];

/**
 * Puts an empty moment between two values that lie further apart than they should, so that a chart
 * does not draw a line over a time of which nobody knows anything.
 *
 * @param times  milliseconds, oldest first
 * @param series columns of the same length
 * @param stepMs time between two values where none is missing
 */
export function withGaps<C extends Column>(
	times: readonly number[],
	series: readonly C[],
	stepMs: number
): { times: number[]; series: (number | null)[][] } {
	// A round of sampling may be late, or left out.
	const most = Math.max(stepMs * 2.5, 5000);
	const gapped: number[] = [];
	const columns: (number | null)[][] = series.map(() => []);
	times.forEach((at, index) => {
		const before = times[index - 1];
		if (before !== undefined && at - before > most) {
			gapped.push(before + stepMs);
			for (const column of columns) column.push(null);
		}
		gapped.push(at);
		series.forEach((column, which) => columns[which]!.push(column[index] ?? null));
	});
	return { times: gapped, series: columns };
}

/**
 * Several histories over one time axis: each column has a value or null for each moment of any.
 *
 * @param histories times and values of each
 * @param stepMs moments that lie within the same step are one
 */
export function align(
	histories: readonly { at: readonly number[]; values: Column }[],
	stepMs: number
): { times: number[]; series: (number | null)[][] } {
	const slot = (at: number) => Math.floor(at / stepMs);
	const slots = [...new Set(histories.flatMap(({ at }) => at.map(slot)))].sort((a, b) => a - b);
	const place = new Map(slots.map((one, index) => [one, index]));
	const series = histories.map(({ at, values }) => {
		const column = slots.map((): number | null => null);
		at.forEach((moment, index) => (column[place.get(slot(moment))!] = values[index] ?? null));
		return column;
	});
	return { times: slots.map((one) => one * stepMs + stepMs / 2), series };
}
