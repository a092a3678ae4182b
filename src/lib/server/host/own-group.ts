/**
 * Cgroups for single programs that process untrusted data. They are siblings of the containers'
 * cgroups, not children: verbs take a process below those for a container's, whose namespaces may
 * be joined or connected to a network (`containers/cgroup.ts`).
 */
import { existsSync } from 'node:fs';
import { mkdir, readdir, rmdir, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { controllerFolder, hostCgroups, removeEmptyGroup } from './cgroups.ts';
import { readOomKills, readPidsRefused, type GroupHits } from './group-hits.ts';
import type { HostNames } from './types.ts';

export interface OwnGroup {
	/**
	 * Files through which a single-threaded process joins the group by writing `0`; none when the
	 * host has no such cgroups. Joining through v1's `tasks` does not wait.
	 */
	entries: string[];
	/** Returns how often a limit was reached. */
	hits(): GroupHits;
	/** Removes the group after its processes have ended. */
	remove(): Promise<void>;
}

/** In a name: after the containers' group, before this process's id and a number. */
const MARK = '.own-';
/** Names of the existing groups of this process. */
const standing = new Set<string>();
let last = 0;

/** Creates a group. Limits that the host does not have, or does not let us write, do nothing. */
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
		// Only v2 has this file.
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
			// Memory first: the limit that includes swap may never be lower.
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
			// A group that could not be removed is removed by a later sweep.
			for (const folder of folders) await removeEmptyGroup(folder, 10).catch(() => {});
			standing.delete(basename(group));
		}
	};
}

/** Removes groups of an agent that was killed. They are empty, as their processes ended with it. */
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
