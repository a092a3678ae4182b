/**
 * Control groups of single programs that read what strangers made. They lie beside those of
 * containers, not below: whoever is in one of these counts as a container's, to be joined or
 * connected (`containers/cgroup.ts`).
 */
import { existsSync } from 'node:fs';
import { mkdir, readdir, rmdir, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { controllerFolder, hostCgroups, removeEmptyGroup } from './cgroups.ts';
import { readOomKills, readPidsRefused, type GroupHits } from './group-hits.ts';
import type { HostNames } from './types.ts';

export interface OwnGroup {
	/**
	 * Files by which a process of one thread enters it, with `0`; none where the host has no such
	 * groups. By `tasks` of v1 it enters without a wait.
	 */
	entries: string[];
	/** How often a limit was hit. */
	hits(): GroupHits;
	/** Removes it, when its processes have ended. */
	remove(): Promise<void>;
}

/** By process of ours and number, behind the name of the containers' group. */
const MARK = '.own-';
/** Those of this process. */
const standing = new Set<string>();
let last = 0;

/** Makes a group. What a host does not have, or does not let us write, bounds nothing. */
export async function createOwnGroup(
	{ cgroup }: Pick<HostNames, 'cgroup'>,
	{ memoryBytes, pids }: { memoryBytes: number; pids: number }
): Promise<OwnGroup> {
	await sweepOwnGroups({ cgroup });
	const layout = await hostCgroups();
	const group = `${cgroup}${MARK}${process.pid}-${++last}`;
	standing.add(basename(group));
	const folders = new Set<string>();
	for (const controller of layout ? ['memory', 'pids'] : []) {
		const folder = controllerFolder(layout!, controller, group);
		if (folder === null) continue;
		// Of v2; v1 has no such file.
		await writeTo(join(dirname(folder), 'cgroup.subtree_control'), `+${controller}`);
		if (
			await mkdir(folder, { recursive: true }).then(
				() => true,
				() => false
			)
		)
			folders.add(folder);
	}
	for (const folder of folders) {
		for (const [file, value] of [
			['memory.max', memoryBytes],
			['memory.swap.max', 0],
			// In this order: the one with swap may never be lower.
			['memory.limit_in_bytes', memoryBytes],
			['memory.memsw.limit_in_bytes', memoryBytes],
			['pids.max', pids]
		] as const) {
			await writeTo(join(folder, file), String(value));
		}
	}
	return {
		entries: [...folders].map((folder) => join(folder, layout!.kind === 'v2' ? 'cgroup.procs' : 'tasks')),
		hits: () => ({
			oomKills: layout ? readOomKills(layout, group) : 0,
			pidsRefused: (layout && readPidsRefused(layout, group)) ?? 0
		}),
		async remove() {
			// What stays goes with a later sweep.
			for (const folder of folders) await removeEmptyGroup(folder, 10).catch(() => {});
			standing.delete(basename(group));
		}
	};
}

/** Removes those that an agent left which was killed; nobody is in them, as they end with it. */
export async function sweepOwnGroups({ cgroup }: Pick<HostNames, 'cgroup'>): Promise<void> {
	for (const root of (await hostCgroups())?.roots ?? []) {
		const above = join(root, dirname(cgroup));
		for (const name of await readdir(above).catch(() => [])) {
			if (!name.startsWith(basename(cgroup) + MARK) || standing.has(name)) continue;
			const owner = Number(/(\d+)-\d+$/.exec(name)?.[1]);
			if (owner === process.pid || !existsSync(`/proc/${owner}`)) await rmdir(join(above, name)).catch(() => {});
		}
	}
}

async function writeTo(file: string, value: string): Promise<void> {
	if (existsSync(file)) await writeFile(file, value).catch(() => {});
}
