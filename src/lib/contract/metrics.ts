/**
 * Measurements over time besides samples: slow values (gauges), and the values that pups report
 * themselves.
 */
import * as v from 'valibot';

/**
 * Slow values over time, in columns. An entry is null when the value was unknown at that moment.
 * Gauges of the box: `load`, `temperature`, `disk` (bytes used of the disk with pups' data). Gauges
 * of a pup: `disk` (bytes of its data), `restarts`, `oomKills`, and `own:<name>` for values that it
 * reports itself.
 */
export const gauges = v.object({
	at: v.array(v.number()),
	values: v.record(v.string(), v.array(v.nullable(v.number())))
});
export type Gauges = v.InferOutput<typeof gauges>;

/** A value that a pup reports about itself, as its manifest defines it, with the latest one. */
export const ownMetric = v.object({
	name: v.string(),
	label: v.string(),
	type: v.picklist(['string', 'int', 'float']),
	description: v.nullable(v.string()),
	/** Null until it has reported one. */
	value: v.nullable(v.union([v.string(), v.number()])),
	/** When it was reported, milliseconds since the epoch. */
	at: v.nullable(v.number())
});
export type OwnMetric = v.InferOutput<typeof ownMetric>;

/** Values that were refused, and why. */
export const refusedMetrics = v.object({
	/** When one was last refused, milliseconds since the epoch. */
	at: v.number(),
	/** Number of refused values since the box was started. */
	count: v.number(),
	/** Why the last one was refused, in a sentence. */
	text: v.string()
});
export type RefusedMetrics = v.InferOutput<typeof refusedMetrics>;

/** Bounds of a report, because pups are not trusted. */
export const REPORT_MAX = { names: 256, nameLength: 200, textLength: 256 } as const;

/**
 * A report of a pup, in the format of `/dbx/metrics`: `{"<name>": {"value": …}}`. Whether a value
 * fits the manifest is checked for each one.
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

/** What one pup uses and may use, besides its samples. */
export interface PupResources {
	id: string;
	limits: { memoryBytes: number; pids: number; storageBytes: number | null };
	/** Bytes of its data when last measured; null if never measured. */
	dataBytes: number | null;
	/** Bytes of its layers, including shared ones; null when unknown. */
	layerBytes: number | null;
}
