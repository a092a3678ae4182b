/** Converts counters to rates. */
import type { ContainerStats } from '../containers/types.ts';
import type { Sample } from '../../contract/samples.ts';
import type { BoxReading } from './box-reader.ts';

/** Rate per second; 0 when the counter decreased, because it was reset. */
export function rate(before: number, after: number, seconds: number): number {
	return seconds > 0 && after > before ? (after - before) / seconds : 0;
}

/**
 * A container's sample from two readings of its counters.
 * @param seconds time between them
 * @param at milliseconds since the epoch
 */
export function containerSample(before: ContainerStats, after: ContainerStats, seconds: number, at: number): Sample {
	return {
		at,
		cpu: rate(before.cpuSeconds, after.cpuSeconds, seconds) * 100,
		memory: after.memoryBytes,
		rx: rate(before.rxBytes, after.rxBytes, seconds),
		tx: rate(before.txBytes, after.txBytes, seconds),
		pids: after.pids,
		read: rate(before.readBytes, after.readBytes, seconds),
		write: rate(before.writtenBytes, after.writtenBytes, seconds)
	};
}

/**
 * The host's sample. CPU usage is the ratio of ticks: that needs no clock rate, and is right after
 * a suspend too.
 */
export function boxSample(before: BoxReading, after: BoxReading, seconds: number, at: number): Sample {
	const ticks = after.cpu.total - before.cpu.total;
	const busy = ticks > 0 ? Math.min(1, Math.max(0, (after.cpu.busy - before.cpu.busy) / ticks)) : 0;
	return {
		at,
		cpu: busy * 100 * after.cpu.cores,
		memory: after.memory,
		rx: rate(before.rx, after.rx, seconds),
		tx: rate(before.tx, after.tx, seconds),
		pids: after.threads,
		read: rate(before.readBytes, after.readBytes, seconds),
		write: rate(before.writtenBytes, after.writtenBytes, seconds)
	};
}
