/**
 * How histories are shown: ranges, steps, names of what is in them. Without schemas: pages need it.
 */

/** How far back charts can look. */
export const RANGES = {
	'5m': { label: '5 min', words: 'five minutes', seconds: 300 },
	'1h': { label: '1 hour', words: 'hour', seconds: 3600 },
	'24h': { label: '1 day', words: 'day', seconds: 86_400 },
	'7d': { label: '7 days', words: 'seven days', seconds: 7 * 86_400 },
	'30d': { label: '30 days', words: 'thirty days', seconds: 30 * 86_400 }
} as const;
export type Range = keyof typeof RANGES;

/**
 * The range an address asks for; five minutes when it asks for none we know.
 *
 * @param wanted value of `?range=`
 */
export function rangeOf(wanted: string | null): Range {
	return wanted && Object.hasOwn(RANGES, wanted) ? (wanted as Range) : '5m';
}

/** Most points of one history, about as many as a chart has pixels to show. */
const MAX_POINTS = 300;
/** Seconds that are kept at one value a second, one a minute, and one a quarter of an hour. */
export const KEPT_SECONDS = { second: 300, minute: 86_400, quarter: 30 * 86_400 } as const;

/**
 * Milliseconds between two points of a history of so many seconds: fine enough for a chart, never
 * finer than what is kept.
 */
export function historyStep(seconds: number): number {
	const { second, minute } = KEPT_SECONDS;
	const least = seconds <= second ? 1000 : seconds <= minute ? 60_000 : 900_000;
	if (seconds <= second) return least;
	return Math.ceil((seconds * 1000) / (MAX_POINTS - 1) / least) * least;
}

/** Prefix of the gauges that a pup reports itself. */
export const OWN_GAUGE = 'own:';

/** What pups can be compared by. */
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

/** The measure an address asks for; memory when it asks for none we know. */
export function measureOf(wanted: string | null): Measure {
	return wanted && Object.hasOwn(MEASURES, wanted) ? (wanted as Measure) : 'memory';
}
