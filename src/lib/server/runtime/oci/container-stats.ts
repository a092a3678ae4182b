/** Resource usage of containers and how often they reached their limits. Read once a second. */
import { join } from 'node:path';
import type { CgroupLayout, GroupHits } from '../../host/index.ts';
import type { ContainerStats } from '../types.ts';
import { createGroupReader, type GroupReader } from './group-usage.ts';
import { createLimitHits } from './limit-hits.ts';
import type { ContainerRecord } from './record.ts';

/** Interval between two checks whether a container has reached a limit, milliseconds. */
const LIMITS_MS = 2000;

export interface ContainerStatsReader {
	begin(id: string): void;
	/** Null where the container does not exist or its cgroup is gone. */
	read(record: ContainerRecord | null): ContainerStats | null;
	checkLimits(record: ContainerRecord): void;
	/** See `LimitHits.command`. */
	command(id: string, service: string, session: string): (hits: GroupHits | undefined) => void;
	forget(id: string): void;
}

/**
 * @param cgroup cgroup of all containers: `/dogebox`
 * @param deps.counters traffic of a container's link; null where it has none
 * @param deps.note appends a line to a service's log
 */
export function createContainerStats(
	cgroup: string,
	deps: {
		counters: (id: string) => { rxBytes: number; txBytes: number } | null;
		/** Location of the control groups; null until it is known. */
		layout: () => CgroupLayout | null;
		note: (id: string, service: string, text: string) => void;
	}
): ContainerStatsReader {
	const hits = createLimitHits(cgroup, deps.note);
	/** Readers of containers' cgroups, with the time of the last check of their limits. */
	const readers = new Map<string, { read: GroupReader; checkedAt: number }>();

	function checkLimits(record: ContainerRecord): void {
		const layout = deps.layout();
		if (!layout) return;
		hits.read(
			layout,
			record.id,
			record.processes.map(({ name }) => name)
		);
	}

	function readerOf(layout: CgroupLayout, id: string) {
		const known = readers.get(id);
		if (known) return known;
		const made = { read: createGroupReader(layout, join(cgroup, id)), checkedAt: -Infinity };
		readers.set(id, made);
		return made;
	}

	return {
		begin: hits.begin,
		read(record) {
			const layout = deps.layout();
			if (!layout || !record) return null;
			const { id } = record;
			const reader = readerOf(layout, id);
			const usage = reader.read();
			if (!usage) return null;
			if (performance.now() - reader.checkedAt >= LIMITS_MS) {
				reader.checkedAt = performance.now();
				checkLimits(record);
			}
			const { oomKills, pidsRefused } = hits.of(id);
			return { ...usage, oomKills, pidsRefused, ...(deps.counters(id) ?? { rxBytes: 0, txBytes: 0 }) };
		},
		checkLimits,
		command(...command) {
			const ended = hits.command(...command);
			return (counted) => ended(deps.layout(), counted);
		},
		forget(id) {
			hits.forget(id);
			readers.delete(id);
		}
	};
}
