/** Cgroups: one per container with the limits of the whole, created and removed here. */
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, open, readdir, rmdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import * as v from 'valibot';
import { BoxError, messageOf } from '../../../contract/errors.ts';
import {
	controllerFolder,
	cpuQuota,
	hostCgroups,
	IO_WEIGHT,
	ioWeightFiles,
	removeEmptyGroup,
	type CgroupKind,
	type CgroupLayout
} from '../cgroups.ts';
import { containerId } from '../confine.ts';
import { freezerOf } from '../freezer.ts';
import { asPartOf } from './parts.ts';
import { createMoves } from './moves.ts';
import { killProcess } from '../process-identity.ts';
import { settleAll } from '../../settle-all.ts';
import { verb, type VerbContext } from '../verb.ts';

/** Limits as verb arguments; see `LimitSpec` of the engine. */
export const limitsSchema = v.object({
	memoryBytes: v.pipe(v.number(), v.integer(), v.minValue(1024 * 1024)),
	pids: v.pipe(v.number(), v.integer(), v.minValue(1)),
	cpus: v.nullable(v.pipe(v.number(), v.minValue(0.01))),
	ioWeight: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(1000)))
});

/**
 * CPU weight of all pups together when others compete: half of what dogeboxd's own group, or any
 * other service, has. A pup that uses all cores then leaves enough for the box's pages and its
 * shell. Defaults of the kernel: 100 (v2, cpu.weight) and 1024 (v1, cpu.shares).
 */
const CPU_WEIGHT = 50;
const CPU_SHARES = 512;

/** Controllers that our groups require; v2 names. */
const NEEDED = ['cpu', 'memory', 'pids'];

/** Creates the container's group with its limits, or changes the limits of an existing group. */
export const cgroupCreate = verb(
	'cgroup.create',
	v.object({ id: containerId, limits: limitsSchema }),
	({ id, limits }, context): Promise<null> => asPartOf(id, createGroup(id, limits, context))
);

async function createGroup(
	id: string,
	limits: v.InferOutput<typeof limitsSchema>,
	context: Pick<VerbContext, 'names'>
): Promise<null> {
	const layout = await layoutOfHost();
	const group = join(context.names.cgroup, id);
	if (layout.kind === 'v2') await delegate(layout.v2!, group);
	const folder = async (controller: string): Promise<string | null> => {
		const path = controllerFolder(layout, controller, group);
		if (path !== null) await mkdir(path, { recursive: true });
		return path;
	};
	const [memory, pids, cpu] = [await folder('memory'), await folder('pids'), await folder('cpu')];
	if (memory) await limitMemory(memory, limits.memoryBytes, layout.kind);
	if (pids) for (const one of [pids, ...(await servicesOf(pids))]) await write(one, 'pids.max', limits.pids, true);
	if (cpu) await limitCpu(cpu, limits.cpus, layout.kind);
	await weighDisks(layout, group, limits.ioWeight ?? IO_WEIGHT);
	return null;
}

async function limitMemory(folder: string, bytes: number, kind: CgroupKind): Promise<void> {
	const services = await servicesOf(folder);
	if (kind === 'v2') {
		for (const one of [folder, ...services]) await write(one, 'memory.max', bytes, true);
		// Missing when the kernel does not account swap. The probe reports a host without the
		// controllers.
		await write(folder, 'memory.swap.max', 0, true);
		return;
	}
	// The services' own limits may be above or below the new one; neither blocks the container's.
	await limitMemoryV1(folder, bytes);
	for (const service of services) await write(service, 'memory.limit_in_bytes', bytes);
}

async function limitCpu(folder: string, cpus: number | null, kind: CgroupKind): Promise<void> {
	const services = await servicesOf(folder);
	const limit = cpus === null ? null : cpuQuota(cpus);
	if (kind === 'v2') {
		await write(dirname(folder), 'cpu.weight', CPU_WEIGHT, true);
		const most = limit === null ? 'max' : `${limit.quota} ${limit.period}`;
		for (const one of [folder, ...services]) await write(one, 'cpu.max', most, true);
		return;
	}
	await write(dirname(folder), 'cpu.shares', CPU_SHARES, true);
	// A group's quota may never exceed its parent's (sched-bwc.rst, “Hierarchical considerations”),
	// so the limits of the children are removed first.
	for (const one of services) await write(one, 'cpu.cfs_quota_us', -1, true);
	for (const one of [folder, ...services]) {
		if (limit) await write(one, 'cpu.cfs_period_us', limit.period, true);
		await write(one, 'cpu.cfs_quota_us', limit?.quota ?? -1, true);
	}
}

/**
 * Sets the container's share of a contended disk. A kernel that does not share disks by weight has
 * no such file.
 */
async function weighDisks(layout: CgroupLayout, group: string, weight: number): Promise<void> {
	const folder = controllerFolder(layout, layout.kind === 'v2' ? 'io' : 'blkio', group);
	if (folder === null) return;
	// On v1 runc creates this group with the first service, which is too late for its weight.
	if (layout.kind !== 'v2') await mkdir(folder, { recursive: true });
	for (const file of ioWeightFiles(layout)) {
		if (!existsSync(join(folder, file))) continue;
		await writeFile(join(folder, file), String(weight));
		return;
	}
}

/**
 * Cgroups of a container's services. Each one has the limits of the whole container, because its
 * processes see no others.
 */
async function servicesOf(folder: string): Promise<string[]> {
	const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
	return entries
		.filter((entry) => entry.isDirectory() && entry.name !== PAUSE)
		.map((entry) => join(folder, entry.name));
}

/**
 * Moves this process within its own group, to absorb a wait in advance. The first process that
 * moves between groups waits for an RCU grace period, 10 to 20 ms, and blocks the creation of
 * groups meanwhile; moves shortly after it do not wait (cgroup_threadgroup_rwsem in
 * kernel/cgroup/cgroup.c, and `Favor dynamic modifications` of
 * Documentation/admin-guide/cgroup-v2.rst). The moves repeat until the runtime has moved its new
 * process. Resolves when the first move is over.
 */
export const expectMoves = createMoves(async () => {
	const layout = await layoutOfHost();
	const groups = readFileSync('/proc/self/cgroup', 'utf8');
	const line = groups.split('\n').find((one) => (layout.kind === 'v2' ? one.startsWith('0::') : /:pids:/.test(one)));
	const folder = controllerFolder(layout, 'pids', line?.replace(/^[^:]*:[^:]*:/, '') ?? '/');
	// The group is outside this process's cgroup namespace, so its path is unknown.
	if (!line || !folder || line.includes('/..')) return null;
	const file = await open(join(folder, 'cgroup.procs'), 'w');
	const own = Buffer.from(String(process.pid));
	return { move: () => file.write(own, 0, own.length, 0), close: () => file.close() };
});

/** Timeout of a freeze, milliseconds. */
const FREEZE_MS = 5000;

/**
 * Freezes or thaws all processes of a container.
 * @returns whether that succeeded; processes that do not freeze in time are thawed
 */
export const cgroupFreeze = verb(
	'cgroup.freeze',
	v.object({ id: containerId, frozen: v.boolean() }),
	async ({ id, frozen }, context): Promise<boolean> => {
		const freezer = freezerOf(await layoutOfHost(), join(context.names.cgroup, id));
		if (!frozen) {
			// A missing group has no processes to thaw.
			await freezer?.thaw().catch(() => {});
			return true;
		}
		if (await freezer?.freeze(FREEZE_MS).catch(() => false)) return true;
		await freezer?.thaw().catch(() => {});
		return false;
	}
);

/** Kills every process of the container's group and waits until none is left (at most 5 s). */
export const cgroupKill = verb('cgroup.kill', v.object({ id: containerId }), async ({ id }, context): Promise<null> => {
	await killGroup(id, context);
	return null;
});

/** Names of the containers that have a group in any hierarchy. */
export const cgroupList = verb('cgroup.list', v.object({}), async (_args, context): Promise<string[]> => {
	const found = new Set<string>();
	for (const root of (await layoutOfHost()).roots) {
		const entries = await readdir(join(root, context.names.cgroup), { withFileTypes: true }).catch(() => []);
		for (const entry of entries) if (entry.isDirectory()) found.add(entry.name);
	}
	return [...found].filter((name) => v.is(containerId, name));
});

/**
 * Moves a helper process into a leaf group. On v2 that is the one hierarchy; on v1 those of the
 * named controllers (each move costs milliseconds). Under systemd, v1 also includes systemd's own
 * hierarchy, so that the process does not end with dogeboxd's unit.
 */
export async function enterGroup(pid: number, group: string, controllers: readonly string[]): Promise<void> {
	const layout = await layoutOfHost();
	const named = existsSync('/run/systemd/system')
		? layout.roots.filter((root) => !Object.values(layout.v1).includes(root))
		: [];
	const folders = new Set(named.map((root) => join(root, group)));
	for (const controller of controllers) {
		const folder = controllerFolder(layout, controller, group);
		if (folder !== null) folders.add(folder);
	}
	for (const folder of folders) {
		try {
			await mkdir(folder, { recursive: true });
			await writeFile(join(folder, 'cgroup.procs'), String(pid));
		} catch {
			// If a hierarchy refuses the move, the process stays where it was; its id still
			// identifies it.
		}
	}
}

async function layoutOfHost(): Promise<CgroupLayout> {
	const layout = await hostCgroups();
	if (!layout) {
		throw new BoxError({ code: 'no-cgroups', status: 503, message: 'This host has no control groups mounted.' });
	}
	return layout;
}

async function write(folder: string, file: string, value: string | number, optional = false): Promise<void> {
	if (optional && !existsSync(join(folder, file))) return;
	await writeFile(join(folder, file), String(value));
}

/**
 * Sets both memory limits. The limit with swap may never be below the one without, so the order
 * depends on the direction.
 */
async function limitMemoryV1(folder: string, bytes: number): Promise<void> {
	const both = 'memory.memsw.limit_in_bytes';
	const plain = 'memory.limit_in_bytes';
	try {
		await write(folder, plain, bytes);
		await write(folder, both, bytes, true);
	} catch {
		await write(folder, both, bytes, true);
		await write(folder, plain, bytes);
	}
}

/**
 * Enables the controllers for the group's children, from the root down (v2,
 * “cgroup.subtree_control”).
 */
async function delegate(root: string, group: string): Promise<void> {
	let folder = root;
	for (const part of ['', ...group.split('/').filter(Boolean)]) {
		folder = join(folder, part);
		await mkdir(folder, { recursive: true });
		const file = join(folder, 'cgroup.subtree_control');
		const on = readFileSync(file, 'utf8').split(/\s+/);
		const can = readFileSync(join(folder, 'cgroup.controllers'), 'utf8').split(/\s+/);
		for (const name of [...NEEDED, 'cpuset', 'io']) {
			if (on.includes(name) || !can.includes(name)) continue;
			await writeFile(file, `+${name}`).catch((cause: unknown) => {
				if (!NEEDED.includes(name)) return;
				const message = `The kernel refused the ${name} controller below ${folder}: ${messageOf(cause)}`;
				throw new BoxError({ code: 'no-cgroups', status: 503, message, cause });
			});
		}
	}
}

/**
 * Whether a process is in a cgroup of this container, or of any container of this instance. Only
 * such processes are signalled, joined or given a network.
 * @param id null for any container of this instance
 */
export function isOfContainer(pid: number, id: string | null, context: Pick<VerbContext, 'names'>): boolean {
	const group = id === null ? context.names.cgroup : join(context.names.cgroup, id);
	try {
		// Format: `4:memory:/group` or `0::/group`, see cgroups(7).
		return readFileSync(`/proc/${pid}/cgroup`, 'latin1')
			.split('\n')
			.some((line) => line.split(':').slice(2).join(':').startsWith(`${group}/`));
	} catch {
		return false;
	}
}

/** Name of the cgroup of the idle process that owns a container's namespaces. */
export const PAUSE = 'pause';

/** Returns that process; null when there is none. */
export async function pauseProcess(id: string, context: Pick<VerbContext, 'names'>): Promise<number | null> {
	const roots = (await hostCgroups())?.roots ?? [];
	const all = roots.flatMap((root) => processesIn(join(root, context.names.cgroup, id, PAUSE)));
	return all.find((pid) => isOfContainer(pid, id, context)) ?? null;
}

/**
 * Removes the container's groups in every hierarchy; its processes must have ended. Removes the
 * parent groups with the last container.
 */
export async function removeGroup(id: string, context: Pick<VerbContext, 'names'>): Promise<void> {
	const { roots } = await layoutOfHost();
	await settleAll(
		roots.map(async (root) => {
			const parent = join(root, context.names.cgroup);
			await removeTree(join(parent, id));
			await rmdir(join(parent, 'monitors')).catch(() => {});
			await rmdir(parent).catch(() => {});
		})
	);
}

/** Kills every process in any group of the container until none is left (at most 5 s). */
export async function killGroup(id: string, context: Pick<VerbContext, 'names'>): Promise<void> {
	const layout = await layoutOfHost();
	const roots = layout.roots.map((root) => join(root, context.names.cgroup, id));
	// On v1 a frozen process cannot be killed either.
	await freezerOf(layout, join(context.names.cgroup, id))
		?.thaw()
		.catch(() => {});
	for (let round = 0; round < 250; round++) {
		const pids = new Set((await Promise.all(roots.map(processesBelow))).flat());
		if (pids.size === 0) return;
		for (const pid of pids) killProcess(pid);
		await wait(round < 10 ? 2 : 20);
	}
}

/** Lists the processes of a group, without subgroups; empty when the group does not exist. */
export function processesIn(folder: string): number[] {
	try {
		// 0 is a process that is not visible in this PID namespace.
		return readFileSync(join(folder, 'cgroup.procs'), 'utf8')
			.split('\n')
			.map(Number)
			.filter((pid) => pid > 0);
	} catch {
		return [];
	}
}

async function processesBelow(folder: string): Promise<number[]> {
	const pids = processesIn(folder);
	const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
	for (const entry of entries) if (entry.isDirectory()) pids.push(...(await processesBelow(join(folder, entry.name))));
	return pids;
}

async function removeTree(folder: string): Promise<void> {
	const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
	for (const entry of entries) if (entry.isDirectory()) await removeTree(join(folder, entry.name));
	await removeEmptyGroup(folder, 5);
}
