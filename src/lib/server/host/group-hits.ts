/** Counts how often processes of a cgroup reached its limits or those of a parent group. */
import { join } from 'node:path';
import { controllerFolder, type CgroupLayout } from './cgroups.ts';
import { readSmall } from './read-small.ts';

/** Counters since the group was created. */
export interface GroupHits {
	/** Processes that the kernel killed because memory ran out. */
	oomKills: number;
	/** Processes and threads that the kernel refused to start. */
	pidsRefused: number;
}

/**
 * Number of processes of a group that the kernel killed for memory: `oom_kill` of memory.events
 * (v2, with subgroups) or memory.oom_control (v1, this group alone). 0 when there is no such group.
 */
export function readOomKills(layout: CgroupLayout, group: string): number {
	const file = layout.kind === 'v2' ? 'memory.events' : 'memory.oom_control';
	return counter(controllerFolder(layout, 'memory', group), file, /^oom_kill (\d+)$/m) ?? 0;
}

/**
 * Number of processes and threads that a group was refused: `max` of pids.events. Before Linux 6.11
 * the refused process's group counts; with v2 on later kernels, the group that has the limit
 * (Documentation/admin-guide/cgroup-v2.rst). Null when there is no such group.
 */
export function readPidsRefused(layout: CgroupLayout, group: string): number | null {
	return counter(controllerFolder(layout, 'pids', group), 'pids.events', /^max (\d+)$/m);
}

/**
 * Both counters of a subgroup, to be added to those of its parent. On v2 the parent has already
 * counted the out-of-memory kills.
 */
export const hitsBelow = (layout: CgroupLayout, group: string): GroupHits => ({
	oomKills: layout.kind === 'v2' ? 0 : readOomKills(layout, group),
	pidsRefused: readPidsRefused(layout, group) ?? 0
});

function counter(folder: string | null, file: string, pattern: RegExp): number | null {
	if (folder === null) return null;
	const found = pattern.exec(readSmall(join(folder, file)) ?? '');
	return found ? Number(found[1]) : null;
}
