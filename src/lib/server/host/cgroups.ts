/**
 * Where cgroups are mounted on this host: v1 (one hierarchy per controller), v2 (one for all), or
 * both (hybrid). We create and remove groups in every hierarchy and never change the mounts.
 */
import { existsSync, readdirSync } from 'node:fs';
import { rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { readMounts, type MountEntry } from '../mountinfo.ts';

export type CgroupKind = 'v1' | 'v2' | 'hybrid';

export interface CgroupLayout {
	kind: CgroupKind;
	/** Mount point of each v1 controller's hierarchy: `memory` → `/sys/fs/cgroup/memory`. */
	v1: Record<string, string>;
	/**
	 * Mount point of the v2 hierarchy; null for pure v1. In a hybrid layout we use no controller of
	 * it.
	 */
	v2: string | null;
	/** Mount point of every hierarchy, v1 and v2, each once. */
	roots: string[];
}

/** Names of controllers among the mount options of a v1 hierarchy; `name=systemd` has none. */
const CONTROLLERS = new Set([
	'cpu',
	'cpuacct',
	'cpuset',
	'memory',
	'devices',
	'freezer',
	'blkio',
	'pids',
	'net_cls',
	'net_prio',
	'perf_event',
	'hugetlb',
	'rdma',
	'misc'
]);

/** Finds the layout in the list of mounts; null when no cgroup filesystem is mounted. */
export function cgroupLayout(mounts: readonly MountEntry[]): CgroupLayout | null {
	const v1: Record<string, string> = {};
	const roots: string[] = [];
	let v2: string | null = null;
	for (const mount of mounts) {
		if (mount.type !== 'cgroup' && mount.type !== 'cgroup2') continue;
		if (!roots.includes(mount.target)) roots.push(mount.target);
		if (mount.type === 'cgroup2') {
			v2 ??= mount.target;
			continue;
		}
		for (const option of mount.superOptions) {
			if (CONTROLLERS.has(option)) v1[option] ??= mount.target;
		}
	}
	if (roots.length === 0) return null;
	const kind: CgroupKind = v2 === null ? 'v1' : 'memory' in v1 || 'pids' in v1 ? 'hybrid' : 'v2';
	return { kind, v1, v2, roots };
}

/** Does not change until the host reboots. */
let known: CgroupLayout | null = null;

/**
 * Returns the layout of this host, read once; null when no cgroup filesystem is mounted.
 * @throws when the mounts cannot be read
 */
export const hostCgroups = async (): Promise<CgroupLayout | null> => (known ??= cgroupLayout(await readMounts()));

/** Folder of a group in the hierarchy of this controller; null when no hierarchy has it. */
export function controllerFolder(layout: CgroupLayout, controller: string, group: string): string | null {
	const root = layout.v1[controller] ?? (layout.kind === 'v2' ? layout.v2 : null);
	return root === null || root === undefined ? null : join(root, group);
}

/** Maximum number of attempts to remove a group. */
const REMOVAL_TRIES = 50;

/**
 * Removes a group without processes; a missing group is no error. The kernel refuses the removal
 * (EBUSY) for a moment after the group's last process has ended.
 * @param waitMs between two attempts
 */
export async function removeEmptyGroup(folder: string, waitMs: number): Promise<void> {
	for (let tries = 0; tries < REMOVAL_TRIES; tries++) {
		try {
			return await rmdir(folder);
		} catch (error) {
			const { code } = error as NodeJS.ErrnoException;
			if (code === 'ENOENT') return;
			if (code !== 'EBUSY') throw error;
			await wait(waitMs);
		}
	}
}

/**
 * Length of the CPU accounting period, microseconds: the kernel's default
 * (Documentation/scheduler/sched-bwc.rst).
 */
const CPU_PERIOD_US = 100_000;
/** Smallest quota that the kernel accepts, microseconds. */
const LEAST_QUOTA_US = 1000;

/**
 * Returns the CPU time per period, microseconds.
 * @param cpus cores, fractions allowed
 */
export function cpuQuota(cpus: number): { quota: number; period: number } {
	return { quota: Math.max(LEAST_QUOTA_US, Math.round(cpus * CPU_PERIOD_US)), period: CPU_PERIOD_US };
}

/** The kernel's default weight of a group (Documentation/admin-guide/cgroup-v2.rst). */
export const IO_WEIGHT = 100;

/**
 * Files that may hold a group's weight for disk access, depending on the kernel: io.cost or BFQ on
 * v2, BFQ or the old CFQ on v1. All accept 1 to 1000, except CFQ, which starts at 10.
 */
export function ioWeightFiles({ kind }: Pick<CgroupLayout, 'kind'>): string[] {
	return kind === 'v2' ? ['io.weight', 'io.bfq.weight'] : ['blkio.bfq.weight', 'blkio.weight'];
}

/**
 * Whether this kernel shares disks by weight. The root group has no weight file, so this checks the
 * groups below it.
 */
export function hasIoWeight(layout: CgroupLayout): boolean {
	const root = controllerFolder(layout, layout.kind === 'v2' ? 'io' : 'blkio', '/');
	if (root === null) return false;
	try {
		return readdirSync(root, { withFileTypes: true })
			.filter((entry) => entry.isDirectory())
			.some(({ name }) => ioWeightFiles(layout).some((file) => existsSync(join(root, name, file))));
	} catch {
		return false;
	}
}
