/**
 * What is measured over time beside samples: slow values (gauges), the values that pups report
 * themselves, and the steps in which a history is told.
 */
import * as v from 'valibot';

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

/**
 * Slow values over time, in columns; an entry is null where a value was not known at that moment.
 * Of the box: `load`, `temperature`, `disk` (bytes used of the disk with pups' data). Of a pup:
 * `disk` (bytes of its data), `restarts`, `oomKills`, and `own:<name>` for what it reports itself.
 */
export const gauges = v.object({
	at: v.array(v.number()),
	values: v.record(v.string(), v.array(v.nullable(v.number())))
});
export type Gauges = v.InferOutput<typeof gauges>;

/** Prefix of the gauges that a pup reports itself. */
export const OWN_GAUGE = 'own:';

/** A value that a pup reports about itself, as its manifest names it, and the newest one. */
export const ownMetric = v.object({
	name: v.string(),
	label: v.string(),
	type: v.picklist(['string', 'int', 'float']),
	description: v.nullable(v.string()),
	/** Null while it has not reported any. */
	value: v.nullable(v.union([v.string(), v.number()])),
	/** When it was reported, milliseconds since the epoch. */
	at: v.nullable(v.number())
});
export type OwnMetric = v.InferOutput<typeof ownMetric>;

/** Values that were refused, and why. */
export const refusedMetrics = v.object({
	/** When that last happened, milliseconds since the epoch. */
	at: v.number(),
	/** How many since the box was started. */
	count: v.number(),
	/** The last one, in a sentence. */
	text: v.string()
});
export type RefusedMetrics = v.InferOutput<typeof refusedMetrics>;

/** Bounds of a report: a pup is not trusted. */
export const REPORT_MAX = { names: 256, nameLength: 200, textLength: 256 } as const;

/**
 * A report of a pup, as it has always been sent to `/dbx/metrics`: `{"<name>": {"value": …}}`.
 * Whether the values fit the manifest is looked at one by one.
 */
export const metricsReport = v.pipe(
	v.custom<Record<string, unknown>>(
		(input) => typeof input === 'object' && input !== null && !Array.isArray(input),
		'Send an object: {"name": {"value": 1}}.'
	),
	v.check(
		(report) => Object.keys(report).length <= REPORT_MAX.names,
		`Send at most ${REPORT_MAX.names} values at once.`
	)
);

/** What one pup takes and may take, beside its samples. */
export interface PupResources {
	id: string;
	limits: { memoryBytes: number; pids: number; storageBytes: number | null };
	/** Bytes of its data at the last look; null when never looked. */
	dataBytes: number | null;
	/** Bytes of its layers, shared ones too; null where they are not known. */
	layerBytes: number | null;
}

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
