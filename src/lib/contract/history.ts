/**
 * How histories are shown: ranges, steps, names of measures. It has no schemas, because pages load
 * it.
 */

/** Ranges that charts can show. */
export const RANGES = {
	'5m': { label: '5 min', words: 'five minutes', seconds: 300 },
	'1h': { label: '1 hour', words: 'hour', seconds: 3600 },
	'24h': { label: '1 day', words: 'day', seconds: 86_400 },
	'7d': { label: '7 days', words: 'seven days', seconds: 7 * 86_400 },
	'30d': { label: '30 days', words: 'thirty days', seconds: 30 * 86_400 }
} as const;
export type Range = keyof typeof RANGES;

/**
 * Returns the range that a URL requests; five minutes if the value is missing or unknown.
 *
 * @param wanted value of `?range=`
 */
export function rangeOf(wanted: string | null): Range {
	return wanted && Object.hasOwn(RANGES, wanted) ? (wanted as Range) : '5m';
}

/** Most points of one history, about as many as a chart has pixels. */
const MAX_POINTS = 300;
/**
 * Seconds of history that are kept at each resolution: one value per second, minute and quarter of
 * an hour.
 */
export const KEPT_SECONDS = { second: 300, minute: 86_400, quarter: 30 * 86_400 } as const;

/**
 * Returns the milliseconds between two points of a history of so many seconds: fine enough for a
 * chart, but never finer than what is kept.
 */
export function historyStep(seconds: number): number {
	const { second, minute } = KEPT_SECONDS;
	const least = seconds <= second ? 1000 : seconds <= minute ? 60_000 : 900_000;
	if (seconds <= second) return least;
	return Math.ceil((seconds * 1000) / (MAX_POINTS - 1) / least) * least;
}

/** Prefix of the gauges that a pup reports about itself. */
export const OWN_GAUGE = 'own:';

/** Measures by which pups can be compared. */
export const MEASURES = {
	memory: 'Memory',
	cpu: 'Processor',
	rx: 'Received',
	tx: 'Sent',
	read: 'Read from disks',
	write: 'Written to disks',
	disk: 'Data on the disk'
} as const;
export type Measure = keyof typeof MEASURES;

/** Returns the measure that a URL requests; memory if the value is missing or unknown. */
export function measureOf(wanted: string | null): Measure {
	return wanted && Object.hasOwn(MEASURES, wanted) ? (wanted as Measure) : 'memory';
}
