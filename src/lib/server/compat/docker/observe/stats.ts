/** What a container uses, as `GET /containers/{id}/stats` has it. Pure. */
import type { ContainerStats } from '../../../containers/types.ts';
import { dockerId } from '../ids.ts';

/** Counters at a moment. */
export interface Reading {
	/** Milliseconds since the epoch. */
	at: number;
	/** Time that all processors together had since the host was started, nanoseconds. */
	systemNs: number;
	/** Time of processors that it used, nanoseconds. */
	usedNs: number;
}

/** Whose numbers they are. */
export interface StatsSubject {
	/** 32 hex digits. */
	id: string;
	name: string;
	cores: number;
	/** Bytes. */
	memoryLimit: number;
	pidsLimit: number;
}

/** @param upNs how long the host is up, nanoseconds */
export const readingOf = (stats: ContainerStats, cores: number, at: number, upNs: number): Reading => ({
	at,
	systemNs: Math.round(upNs * cores),
	usedNs: Math.round(stats.cpuSeconds * 1e9)
});

/** The time between a reading and the one that is made up for a second before it, milliseconds. */
const BEFORE_MS = 1000;

/**
 * A reading of a second ago, from what the box measured then: clients need two of them for a share
 * of the processors, and need not wait for the second one.
 * @param percent of one core, of the last second; null where it was not measured yet: all that it
 *   used is taken as used since it was started
 * @param startedAt milliseconds since the epoch
 */
export function readingBefore(now: Reading, cores: number, percent: number | null, startedAt: number | null): Reading {
	const ms = percent === null ? Math.max(1, now.at - (startedAt ?? now.at - BEFORE_MS)) : BEFORE_MS;
	const used = percent === null ? now.usedNs : (percent / 100) * ms * 1e6;
	return {
		at: now.at - ms,
		systemNs: Math.max(0, Math.round(now.systemNs - ms * 1e6 * cores)),
		usedNs: Math.max(0, Math.round(now.usedNs - used))
	};
}

const NEVER = '0001-01-01T00:00:00Z';

function cpuOf(reading: Reading | null, cores: number) {
	return {
		cpu_usage: { total_usage: reading?.usedNs ?? 0, usage_in_kernelmode: 0, usage_in_usermode: reading?.usedNs ?? 0 },
		...(reading && { system_cpu_usage: reading.systemNs, online_cpus: cores }),
		throttling_data: { periods: 0, throttled_periods: 0, throttled_time: 0 }
	};
}

const diskTraffic = (stats: ContainerStats | null) => ({
	io_service_bytes_recursive: stats
		? [
				{ major: 0, minor: 0, op: 'read', value: stats.readBytes },
				{ major: 0, minor: 0, op: 'write', value: stats.writtenBytes }
			]
		: null,
	...{ io_serviced_recursive: null, io_queue_recursive: null, io_service_time_recursive: null },
	...{ io_wait_time_recursive: null, io_merged_recursive: null, io_time_recursive: null, sectors_recursive: null }
});

/**
 * One answer.
 * @param stats null for one that does not run: its numbers are zero
 * @param before null where only one reading is asked for
 */
export function statsAnswer(
	{ id, name, cores, memoryLimit, pidsLimit }: StatsSubject,
	stats: ContainerStats | null,
	now: Reading | null,
	before: Reading | null
) {
	return {
		read: now ? new Date(now.at).toISOString() : NEVER,
		preread: before ? new Date(before.at).toISOString() : NEVER,
		pids_stats: stats ? { current: stats.pids, limit: pidsLimit } : {},
		blkio_stats: diskTraffic(stats),
		num_procs: 0,
		storage_stats: {},
		cpu_stats: cpuOf(now, cores),
		precpu_stats: cpuOf(before, cores),
		// What the kernel can drop at any time is not counted here, so there is none to take off.
		memory_stats: stats ? { usage: stats.memoryBytes, limit: memoryLimit, stats: { inactive_file: 0 } } : {},
		name: `/${name}`,
		id: dockerId(id),
		...(stats && {
			networks: {
				eth0: {
					...{ rx_bytes: stats.rxBytes, rx_packets: 0, rx_errors: 0, rx_dropped: 0 },
					...{ tx_bytes: stats.txBytes, tx_packets: 0, tx_errors: 0, tx_dropped: 0 }
				}
			}
		})
	};
}
