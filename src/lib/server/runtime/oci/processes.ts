/** Reads the processes of a container from /proc (proc(5)). Starts no program. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { controllerFolder, type CgroupLayout } from '../../host/index.ts';
import type { ContainerProcess } from '../types.ts';
import type { ContainerRecord } from './record.ts';

/** Most processes that are returned. */
const MOST = 4096;
/** Most characters of a command line that are returned. */
const MOST_COMMAND = 4096;
/** Clock ticks per second in /proc (USER_HZ on every supported Linux). */
const TICKS = 100;
/** Bytes of a memory page. */
const PAGE = 4096;

/** Facts about the host to which process times are relative. */
export interface ProcessClock {
	/** When the host was booted, milliseconds since the epoch. */
	bootedAt: number;
}

export interface ProcessTexts {
	stat: string;
	status: string;
	/** Arguments, each ended by a zero byte. */
	cmdline: string;
	/** uid_map of its user namespace; empty where it cannot be read. */
	uidMap: string;
}

/** Maps a user id of the host to the id inside a namespace. Lines: inside, host, count. */
export function uidInside(uidMap: string, uid: number): number {
	for (const line of uidMap.split('\n')) {
		const [inside = NaN, outside = NaN, count = NaN] = line.trim().split(/\s+/).map(Number);
		if (uid >= outside && uid < outside + count) return inside + uid - outside;
	}
	return uid;
}

/**
 * Returns the id of a process in its innermost pid namespace; null where that is the host's.
 * @param status text of /proc/PID/status
 */
export function idInside(status: string): number | null {
	const ids = /^NSpid:\s*(.+)$/m.exec(status)?.[1]!.trim().split(/\s+/) ?? [];
	return ids.length < 2 ? null : Number(ids.at(-1));
}

/**
 * Parses these texts.
 * @returns null for a host process that is in the cgroup temporarily, and for invalid texts
 */
export function parseProcess(texts: ProcessTexts, { bootedAt }: ProcessClock): ContainerProcess | null {
	const { stat, status, cmdline, uidMap } = texts;
	const end = stat.lastIndexOf(')');
	const name = stat.slice(stat.indexOf('(') + 1, end);
	const fields = stat.slice(end + 2).split(' ');
	const number = (at: number) => Number(fields[at]);
	const inside = idInside(status);
	const uid = Number(/^Uid:\s*\d+\s+(\d+)/m.exec(status)?.[1] ?? NaN);
	if (end < 0 || inside === null || !Number.isFinite(uid) || !Number.isFinite(number(21))) return null;
	const words = cmdline.split('\0').filter((word, at, all) => word !== '' || at < all.length - 1);
	const startedAt = bootedAt + (number(19) / TICKS) * 1000;
	return {
		pid: Number.parseInt(stat, 10),
		parent: number(1),
		idInside: inside,
		uid: uidInside(uidMap, uid),
		state: fields[0]!,
		// Terminals of containers belong to devpts: device 136, with the minor number in two parts.
		terminal: number(4) === 0 ? null : ((number(4) >> 12) & 0xfff00) | (number(4) & 0xff),
		nice: number(16),
		threads: number(17),
		startedAt,
		cpuSeconds: (number(11) + number(12)) / TICKS,
		virtualBytes: number(20),
		residentBytes: number(21) * PAGE,
		name,
		command: words.length > 0 ? words.join(' ').slice(0, MOST_COMMAND) : `[${name}]`
	};
}

const text = (path: string) => readFile(path, 'utf8').catch(() => '');

async function pidsBelow(folder: string, found: number[]): Promise<number[]> {
	const own = (await text(join(folder, 'cgroup.procs'))).split('\n').map(Number);
	found.push(...own.filter((pid) => pid > 0));
	if (found.length >= MOST) return found;
	for (const entry of await readdir(folder, { withFileTypes: true }).catch(() => [])) {
		if (entry.isDirectory()) await pidsBelow(join(folder, entry.name), found);
	}
	return found;
}

/**
 * Returns the processes of a container, sorted by id, without the sandbox's own.
 * @param cgroup cgroup of all containers
 * @param record null: no process
 */
export async function readProcesses(
	layout: CgroupLayout | null,
	cgroup: string,
	record: Pick<ContainerRecord, 'id' | 'pause'> | null
): Promise<ContainerProcess[]> {
	return record ? readProcessesOf(layout, join(cgroup, record.id), record.pause.pid) : [];
}

/**
 * Returns the processes of a cgroup and of those below it.
 * @param own process that is left out; null for none
 */
export async function readProcessesOf(
	layout: CgroupLayout | null,
	group: string,
	own: number | null
): Promise<ContainerProcess[]> {
	const folder = layout && controllerFolder(layout, 'pids', group);
	if (!folder) return [];
	const seconds = Number(/^btime (\d+)$/m.exec(await text('/proc/stat'))?.[1] ?? 0);
	const pids = [...new Set(await pidsBelow(folder, []))].filter((pid) => pid !== own).slice(0, MOST);
	const found: ContainerProcess[] = [];
	for (const pid of pids.sort((a, b) => a - b)) {
		const of = (file: string) => text(`/proc/${pid}/${file}`);
		const [stat, status, cmdline, uidMap] = await Promise.all([of('stat'), of('status'), of('cmdline'), of('uid_map')]);
		const one = parseProcess({ stat, status, cmdline, uidMap }, { bootedAt: seconds * 1000 });
		if (one) found.push(one);
	}
	return found;
}
