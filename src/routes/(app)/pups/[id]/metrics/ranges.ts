/** How far back the charts of a pup can look. */
export const RANGES = {
	'5m': { label: '5 min', words: 'five minutes', seconds: 300 },
	'1h': { label: '1 hour', words: 'hour', seconds: 3600 },
	'24h': { label: '1 day', words: 'day', seconds: 86_400 }
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
