/** Measurements of the box and of each pup, second by second. */
import * as v from 'valibot';

/**
 * One sample of CPU, memory, network, processes and disk traffic. One is taken every {@link
 * SAMPLE_INTERVAL_MS}.
 */
export const sample = v.object({
	/** Milliseconds since the epoch. */
	at: v.number(),
	/** Per cent of one core: 150 = one and a half cores. */
	cpu: v.number(),
	/** Bytes. */
	memory: v.number(),
	/** Bytes per second received and sent; for a pup from the pup's own point of view. */
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
 * Samples of one subject over time, in columns of equal length, oldest first: entry `i` of each
 * column belongs to sample `i`. Units are those of {@link sample}; `cpu` has at most two decimals,
 * the others none.
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
 * Milliseconds between two samples of the box and of all pups on the live socket. Samples of a
 * single pup are sent as they are taken.
 */
export const LIVE_INTERVAL_MS = 2000;

/** Values that the box shows besides its samples. */
export const boxStats = v.object({
	/** Number of cores; each is 100 %. */
	cores: v.number(),
	/** Bytes. */
	memoryTotal: v.number(),
	diskTotal: v.number(),
	diskUsed: v.number(),
	/** Seconds. */
	uptime: v.number(),
	/** Average number of runnable processes over the last minute. */
	load: v.number(),
	/** Degrees Celsius of the warmest part; null when the machine does not report it. */
	temperature: v.nullable(v.number())
});
export type BoxStats = v.InferOutput<typeof boxStats>;
