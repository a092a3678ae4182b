/** Limits of a pup: those that the owner can set, and those that were reached. */
import * as v from 'valibot';
import { MOST_STOP_SECONDS } from './stop.ts';

/** Limits that a pup can reach. */
export const LIMIT_KINDS = ['memory', 'pids', 'storage'] as const;
export type LimitKind = (typeof LIMIT_KINDS)[number];

/** A limit that a pup reached recently: what happened, in a sentence. */
export const limitReached = v.object({
	kind: v.picklist(LIMIT_KINDS),
	/** When it was last reached, milliseconds since the epoch. */
	at: v.number(),
	text: v.string()
});
export type LimitReached = v.InferOutput<typeof limitReached>;

/**
 * Limits of a pup as its owner sets them. A member that is left out stays as it is. Null: the box's
 * default, which is no limit for cores and data.
 */
export const limitChange = v.object({
	/** Bytes, at least 16 MiB. */
	memoryBytes: v.optional(
		v.nullable(v.pipe(v.number(), v.integer(), v.minValue(16 * 1024 * 1024, 'Give at least 17 MB.')))
	),
	/** Processes and threads. */
	pids: v.optional(
		v.nullable(
			v.pipe(
				v.number(),
				v.integer('Give a whole number.'),
				v.minValue(8, 'Give at least 8.'),
				v.maxValue(32_768, 'Give at most 32768.')
			)
		)
	),
	/** Seconds that its services have to stop by themselves before they are killed. */
	stopSeconds: v.optional(
		v.nullable(
			v.pipe(
				v.number(),
				v.integer('Give a whole number.'),
				v.minValue(1, 'Give at least 1.'),
				v.maxValue(MOST_STOP_SECONDS, `Give at most ${MOST_STOP_SECONDS}.`)
			)
		)
	),
	/** Bytes of its data, at least 1 MB. */
	storageBytes: v.optional(v.nullable(v.pipe(v.number(), v.integer(), v.minValue(1_000_000, 'Give at least 1 MB.')))),
	/** Cores, fractions allowed. */
	cpus: v.optional(
		v.nullable(
			v.pipe(
				v.number(),
				v.minValue(0.05, 'Give at least 0.05 of a core.'),
				v.maxValue(1024, 'Give at most 1024 cores.')
			)
		)
	),
	/** Its share of a busy disk; each other pup has 100 by default. */
	ioWeight: v.optional(
		v.nullable(
			v.pipe(
				v.number(),
				v.integer('Give a whole number.'),
				v.minValue(1, 'Give at least 1.'),
				v.maxValue(1000, 'Give at most 1000.')
			)
		)
	)
});
export type LimitChange = v.InferOutput<typeof limitChange>;

/** The limits that the owner can set and has set. */
export const limitChoices = v.object({
	/** Limits that the owner set; null for the default. */
	own: v.object({
		memoryBytes: v.nullable(v.number()),
		storageBytes: v.nullable(v.number()),
		pids: v.nullable(v.number()),
		cpus: v.nullable(v.number()),
		stopSeconds: v.nullable(v.number()),
		ioWeight: v.nullable(v.number())
	}),
	/**
	 * Defaults for limits that the owner did not set. By default a pup may use all cores, and the
	 * disk until it is nearly full.
	 */
	defaults: v.object({ memoryBytes: v.number(), pids: v.number(), stopSeconds: v.number() }),
	host: v.object({
		memoryBytes: v.number(),
		cpus: v.number(),
		/** Size of the disk with pups' data; null while it cannot be read. */
		storageBytes: v.nullable(v.number()),
		/** Whether its kernel distributes disk time by weight. */
		ioWeight: v.boolean()
	})
});
export type LimitChoices = v.InferOutput<typeof limitChoices>;
