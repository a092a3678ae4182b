/** How often processes of a control group ran into its limits, or into those above it. */
import { join } from 'node:path';
import { controllerFolder, type CgroupLayout } from './cgroups.ts';
import { readSmall } from './read-small.ts';

/** Counters since the group was made. */
export interface GroupHits {
	/** Processes that the kernel ended for memory. */
	oomKills: number;
	/** Processes and threads that it refused to start. */
	pidsRefused: number;
}

/**
 * How many processes of a group the kernel ended for memory: `oom_kill` of memory.events (v2, with
 * all below) or memory.oom_control (v1, this group alone). 0 where there is no such group.
 */
export function readOomKills(layout: CgroupLayout, group: string): number {
	const file = layout.kind === 'v2' ? 'memory.events' : 'memory.oom_control';
	return counter(controllerFolder(layout, 'memory', group), file, /^oom_kill (\d+)$/m) ?? 0;
}

/**
 * How many processes and threads a group was refused: `max` of pids.events. Kernels before 6.11
 * count where the process is that was refused a new one, later ones with v2 where the limit is
 * (Documentation/admin-guide/cgroup-v2.rst). Null where there is no such group.
 */
export function readPidsRefused(layout: CgroupLayout, group: string): number | null {
	return counter(controllerFolder(layout, 'pids', group), 'pids.events', /^max (\d+)$/m);
}

/**
 * Both, of a group below one that is looked at anyway: on v2 that one has counted what was ended
 * for memory.
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
