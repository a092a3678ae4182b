/**
 * Reads a container's resource usage from the files of its cgroup. Parsing is pure. Reading is
 * synchronous and cheap, since it happens for every container once a second.
 */
import { join } from 'node:path';
import { controllerFolder, readSmall, type CgroupLayout } from '../../host/index.ts';

/** Parses a counter file: one number, or `max`. Null when it holds no number. */
export function parseNumber(text: string): number | null {
	const value = Number(text.trim());
	return text.trim() !== '' && Number.isFinite(value) ? value : null;
}

/**
 * Parses a file of `name value` lines (memory.stat, cpu.stat, memory.events). Null when the name is
 * missing.
 */
export function parseField(text: string, name: string): number | null {
	const first = text.startsWith(`${name} `);
	const start = first ? 0 : text.indexOf(`\n${name} `) + 1;
	if (start === 0 && !first) return null;
	const end = text.indexOf('\n', start);
	return parseNumber(text.slice(start + name.length + 1, end < 0 ? undefined : end));
}

/** Bytes read from and written to all disks. */
export interface DiskTraffic {
	read: number;
	written: number;
}

/**
 * Parses the disk traffic of a cgroup: io.stat (v2, `8:0 rbytes=1 wbytes=2 …`) or
 * blkio.throttle.io_service_bytes_recursive (v1, `8:0 Read 1`).
 */
export function parseDiskTraffic(text: string): DiskTraffic {
	const sum = (pattern: RegExp) => {
		let total = 0;
		for (const [, bytes] of text.matchAll(pattern)) total += Number(bytes);
		return total;
	};
	return {
		read: sum(/(?: rbytes=|^\d+:\d+ Read )(\d+)/gm),
		written: sum(/(?: wbytes=|^\d+:\d+ Write )(\d+)/gm)
	};
}

/**
 * Memory in use without page cache that the kernel can drop at any time, bytes. Both parameters are
 * bytes.
 */
export function workingSet(usage: number, inactiveFile: number | null): number {
	return Math.max(0, usage - (inactiveFile ?? 0));
}

export interface GroupUsage {
	cpuSeconds: number;
	memoryBytes: number;
	pids: number;
	readBytes: number;
	writtenBytes: number;
}

/**
 * How long the value of the droppable memory is reused, milliseconds. For each reading of
 * memory.stat the kernel sums over all processors, which costs more than all other readings
 * together.
 */
const STAT_MS = 5000;

const text = (path: string) => readSmall(path) ?? '';

/** Reads one cgroup each time it is called. */
export type GroupReader = () => GroupUsage | null;

/**
 * Creates the reader of a cgroup; it returns null when the cgroup does not exist. v1: cpuacct.usage
 * (ns), memory.usage_in_bytes, total_inactive_file of memory.stat (the cgroup and all below). v2:
 * usage_usec of cpu.stat, memory.current, inactive_file of memory.stat (always the whole tree).
 * @param clock milliseconds, monotonic
 */
export function createGroupReader(
	layout: CgroupLayout,
	group: string,
	clock: () => number = () => performance.now()
): GroupReader {
	const v2 = layout.kind === 'v2';
	const path = (controller: string, file: string) => {
		const folder = controllerFolder(layout, controller, group);
		return folder === null ? '' : join(folder, file);
	};
	const files = {
		pids: path('pids', 'pids.current'),
		cpu: v2 ? path('cpu', 'cpu.stat') : path('cpuacct', 'cpuacct.usage'),
		memory: path('memory', v2 ? 'memory.current' : 'memory.usage_in_bytes'),
		stat: path('memory', 'memory.stat'),
		disk: v2 ? path('io', 'io.stat') : path('blkio', 'blkio.throttle.io_service_bytes_recursive')
	};
	let inactive: number | null = null;
	let statAt = -Infinity;
	return () => {
		const pids = parseNumber(text(files.pids));
		const cpuText = text(files.cpu);
		const cpu = v2 ? parseField(cpuText, 'usage_usec') : parseNumber(cpuText);
		const used = parseNumber(text(files.memory));
		if (pids === null && cpu === null && used === null) return null;
		if (clock() - statAt >= STAT_MS) {
			statAt = clock();
			inactive = parseField(text(files.stat), v2 ? 'inactive_file' : 'total_inactive_file');
		}
		const { read, written } = parseDiskTraffic(text(files.disk));
		return {
			cpuSeconds: (cpu ?? 0) / (v2 ? 1e6 : 1e9),
			memoryBytes: workingSet(used ?? 0, inactive),
			pids: pids ?? 0,
			readBytes: read,
			writtenBytes: written
		};
	};
}
