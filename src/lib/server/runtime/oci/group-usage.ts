/**
 * What a container uses, from the files of its control group. Parsing is pure; reading is
 * synchronous and cheap.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { controllerFolder, type CgroupLayout } from '../../host/index.ts';

/** A counter file: one number, or `max`; null when it holds none. */
export function parseNumber(text: string): number | null {
	const value = Number(text.trim());
	return text.trim() !== '' && Number.isFinite(value) ? value : null;
}

/**
 * A file of `name value` lines (memory.stat, cpu.stat, memory.events); null when the name is not
 * there.
 */
export function parseField(text: string, name: string): number | null {
	for (const line of text.split('\n')) {
		if (line.startsWith(`${name} `)) return parseNumber(line.slice(name.length + 1));
	}
	return null;
}

/** Memory in use without what the kernel can drop at any time. Both in bytes. */
export function workingSet(usage: number, inactiveFile: number | null): number {
	return Math.max(0, usage - (inactiveFile ?? 0));
}

export interface GroupUsage {
	cpuSeconds: number;
	memoryBytes: number;
	pids: number;
}

/**
 * Reads a group's usage; null when the group does not exist. v1: cpuacct.usage (ns),
 * memory.usage_in_bytes, total_inactive_file of memory.stat (the group and all below). v2:
 * usage_usec of cpu.stat, memory.current, inactive_file of memory.stat (always the whole tree).
 */
export function readGroupUsage(layout: CgroupLayout, group: string): GroupUsage | null {
	const v2 = layout.kind === 'v2';
	const read = (controller: string, file: string): string => {
		const folder = controllerFolder(layout, controller, group);
		if (folder === null) return '';
		try {
			return readFileSync(join(folder, file), 'latin1');
		} catch {
			return '';
		}
	};
	const pids = parseNumber(read('pids', 'pids.current'));
	const cpu = v2 ? parseField(read('cpu', 'cpu.stat'), 'usage_usec') : parseNumber(read('cpuacct', 'cpuacct.usage'));
	const used = parseNumber(read('memory', v2 ? 'memory.current' : 'memory.usage_in_bytes'));
	if (pids === null && cpu === null && used === null) return null;
	const inactive = parseField(read('memory', 'memory.stat'), v2 ? 'inactive_file' : 'total_inactive_file');
	return { cpuSeconds: (cpu ?? 0) / (v2 ? 1e6 : 1e9), memoryBytes: workingSet(used ?? 0, inactive), pids: pids ?? 0 };
}

/**
 * How many processes of a group the kernel ended for memory: `oom_kill` of memory.events (v2) or
 * memory.oom_control (v1).
 */
export function readOomKills(layout: CgroupLayout, group: string): number {
	const folder = controllerFolder(layout, 'memory', group);
	if (folder === null) return 0;
	try {
		const file = layout.kind === 'v2' ? 'memory.events' : 'memory.oom_control';
		return parseField(readFileSync(join(folder, file), 'latin1'), 'oom_kill') ?? 0;
	} catch {
		return 0;
	}
}
