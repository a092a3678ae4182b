/** What is measured of the box and of each pup, second by second. */
import * as v from 'valibot';

/**
 * One sample of CPU, memory, network, processes and disk traffic. Taken every
 * {@link SAMPLE_INTERVAL_MS}.
 */
export const sample = v.object({
	/** Milliseconds since the epoch. */
	at: v.number(),
	/** Per cent of one core: 150 = one and a half cores. */
	cpu: v.number(),
	/** Bytes. */
	memory: v.number(),
	/** Bytes per second received and sent; for a pup as the pup sees it. */
	rx: v.number(),
	tx: v.number(),
	/** Number of processes and threads (pids controller). */
	pids: v.number(),
	/** Bytes per second read from and written to disks. */
	read: v.number(),
	write: v.number()
});
export type Sample = v.InferOutput<typeof sample>;

/**
 * Samples of one subject over time, as columns of the same length, oldest first: entry `i` of each
 * column belongs to sample `i`. Units as in {@link sample}; `cpu` has at most two decimals, the
 * others none.
 */
export const samples = v.object({
	at: v.array(v.number()),
	cpu: v.array(v.number()),
	memory: v.array(v.number()),
	rx: v.array(v.number()),
	tx: v.array(v.number()),
	pids: v.array(v.number()),
	read: v.array(v.number()),
	write: v.array(v.number())
});
export type Samples = v.InferOutput<typeof samples>;

export const SAMPLE_INTERVAL_MS = 1000;

/**
 * Milliseconds between two samples of all pups, and of the box, on the live socket; those of one
 * pup come as they are taken.
 */
export const LIVE_INTERVAL_MS = 2000;

/** What the box itself shows beside its samples. */
export const boxStats = v.object({
	/** Number of cores: 100 % each. */
	cores: v.number(),
	/** Bytes. */
	memoryTotal: v.number(),
	diskTotal: v.number(),
	diskUsed: v.number(),
	/** Seconds. */
	uptime: v.number(),
	/** Average number of processes that wanted to run, over the last minute. */
	load: v.number(),
	/** Degrees Celsius of its warmest part; null where the machine does not report it. */
	temperature: v.nullable(v.number())
});
export type BoxStats = v.InferOutput<typeof boxStats>;
