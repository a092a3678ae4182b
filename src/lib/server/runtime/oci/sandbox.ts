/** How a container comes to stand: its group, its namespaces, its root. */
import { statSync } from 'node:fs';
import { folderBind, hostVerbs, type Host, type ProcessIdentity } from '../../host/index.ts';
import { settleAll } from '../../settle-all.ts';
import type { ContainerSpec } from '../spec.ts';
import { OLD_NAMES, scratchOf, scratchTargets } from './scratch.ts';

/** A container that stands: its namespaces, root and limits. */
export interface Sandbox {
	id: string;
	/** The process that owns its namespaces. */
	pause: ProcessIdentity;
	/** First host id of its range; null: that of the files on the disk, which it shares. */
	idBase: number | null;
	/** Milliseconds since the epoch. */
	createdAt: number;
	/** Whether its disk keeps the size of its root; null: its root is not on a disk. */
	diskLimited: boolean | null;
}

/**
 * After the container's group is there: whatever kills us now, the next start sees the group
 * and takes this away too.
 */
async function bindForeign(host: Host, { id, mounts }: ContainerSpec, range: number | null): Promise<void> {
	const mount = mounts.find((one) => one.foreign);
	if (mount) await host.call(folderBind, { id, from: mount.source, range });
}

/**
 * Makes group, namespaces and root.
 * @param range number of its range of ids; null: that of the files on the disk
 * @param files small files to lie in the root beside the layers'
 * @throws BoxError `ids-not-mapped` where a disk cannot show its files with other owners
 */
export async function openSandbox(
	host: Host,
	spec: ContainerSpec,
	range: number | null,
	files: { path: string; text: string }[],
	signal?: AbortSignal
): Promise<Sandbox> {
	// None of the three knows anything of the others: the idle process enters its own part of the
	// group, and does nothing that needs a limit.
	const group = host
		.call(hostVerbs.cgroupCreate, { id: spec.id, limits: spec.limits }, { signal })
		.then(() => bindForeign(host, spec, range));
	const namespaces = host.call(hostVerbs.sandboxCreate, { id: spec.id, range }, { signal });
	const root = host.call(
		hostVerbs.rootMount,
		{
			id: spec.id,
			layers: spec.layers,
			targets: targetsOf(spec),
			links: OLD_NAMES,
			files,
			scratch: scratchOf(spec),
			sources: spec.mounts.filter((mount) => !mount.foreign).map(({ source, target }) => ({ source, target })),
			disk: spec.diskRoot ?? null,
			range
		},
		{ signal }
	);
	const [{ idBase, ...pause }, mounted] = await settleAll([namespaces, root, group]);
	return {
		id: spec.id,
		pause,
		idBase: idBase === host.names.idBase ? null : idBase,
		createdAt: Date.now(),
		diskLimited: mounted.limited
	};
}

/**
 * Kernel mount points and declared mounts: a read-only root must have them all before it is
 * mounted.
 */
function targetsOf(spec: ContainerSpec): { path: string; kind: 'folder' | 'file'; mode?: number }[] {
	// runc gives what it mounts the mode of the folder below, whatever that is in the layers.
	const kernel = [
		...['/proc', '/sys'].map((path) => ({ path, kind: 'folder' as const, mode: 0o555 })),
		{ path: '/dev', kind: 'folder' as const, mode: 0o755 },
		...scratchTargets(spec)
	];
	const declared = spec.mounts.map((mount) => ({
		path: mount.target,
		kind: statSync(mount.source).isDirectory() ? ('folder' as const) : ('file' as const)
	}));
	return [...kernel, ...declared];
}
