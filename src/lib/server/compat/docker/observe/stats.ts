/** Resource use of a container in the form of `GET /containers/{id}/stats`. Pure. */
import type { ContainerStats } from '../../../containers/types.ts';
import { dockerId } from '../ids.ts';

/** Counters at one moment. */
export interface Reading {
	/** Milliseconds since the epoch. */
	at: number;
	/** Time of all processors together since boot, nanoseconds. */
	systemNs: number;
	/** Processor time that the container used, nanoseconds. */
	usedNs: number;
}

/** The container that the figures describe. */
export interface StatsSubject {
	/** 32 hex digits. */
	id: string;
	name: string;
	cores: number;
	/** Bytes. */
	memoryLimit: number;
	pidsLimit: number;
}

/** @param upNs time since boot, nanoseconds */
export const readingOf = (stats: ContainerStats, cores: number, at: number, upNs: number): Reading => ({
	at,
	systemNs: Math.round(upNs * cores),
	usedNs: Math.round(stats.cpuSeconds * 1e9)
});

/** Time between a reading and the computed one before it, milliseconds. */
const BEFORE_MS = 1000;

/**
 * Computes a reading of a second ago from the last measured share. Clients need two readings for a
 * share of the processors; so they need not wait for a second one.
 * @param percent of one core over the last second. Null where it was not measured yet: the time
 *   used since the start is then averaged.
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
 * Builds one answer.
 * @param stats null for a container that is not running: its figures are zero
 * @param before null where the client asked for only one reading
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
		// Our figure already excludes cache that the kernel can drop, so there is none to subtract.
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
