import type { Sample, Samples } from '$lib/contract/samples.ts';

/** Samples kept per subject: five minutes at one a second. */
export const SAMPLES_KEPT = 300;

/** The columns of samples, time first. */
const COLUMNS = ['at', 'cpu', 'memory', 'rx', 'tx', 'pids', 'read', 'write'] as const;

/** No samples. This object is shared, because columns are never changed in place. */
export const NO_SAMPLES: Samples = { at: [], cpu: [], memory: [], rx: [], tx: [], pids: [], read: [], write: [] };

/** Builds new columns, each from the old one by `change`. */
function each(change: (column: (typeof COLUMNS)[number]) => number[]): Samples {
	return Object.fromEntries(COLUMNS.map((column) => [column, change(column)])) as unknown as Samples;
}

/**
 * Appends a sample. A sample that is not newer than the others is ignored.
 *
 * @param samples so far
 * @param next the new one
 * @param most samples to keep, the newest
 */
export function append(samples: Samples, next: Sample, most: number): Samples {
	if ((samples.at.at(-1) ?? 0) >= next.at) return samples;
	return each((column) => [...samples[column].slice(1 - most), next[column]]);
}

/**
 * Joins a history with later samples, without duplicates.
 *
 * @param history as the server rendered it
 * @param recent samples seen live, before or after the end of the history
 */
export function join(history: Samples, recent: Samples): Samples {
	const last = history.at.at(-1) ?? 0;
	const from = recent.at.findIndex((at) => at > last);
	return from < 0 ? history : each((column) => [...history[column], ...recent[column].slice(from)]);
}

/** Returns the newest samples, at most `most` of them. */
export function newest(samples: Samples, most: number): Samples {
	return samples.at.length <= most ? samples : each((column) => samples[column].slice(-most));
}
