/**
 * What is measured over time beside samples: slow values (gauges), and the values that pups report
 * themselves.
 */
import * as v from 'valibot';

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
