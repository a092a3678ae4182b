/** Creates a container's sandbox: its cgroup, namespaces and root. */
import { statSync } from 'node:fs';
import { boxFolderBind, folderBind, hostVerbs, type Host, type ProcessIdentity } from '../../host/index.ts';
import { settleAll } from '../../settle-all.ts';
import type { ContainerSpec } from '../spec.ts';
import { OLD_NAMES, scratchOf, scratchTargets } from './scratch.ts';

/** How a sandbox is created. */
export interface SandboxOptions {
	/** Small files that are added to the root. */
	files: { path: string; text: string }[];
	/** Called when its namespaces exist, possibly before its root and its cgroup do. */
	standing: (sandbox: Namespaces) => void;
	signal?: AbortSignal | undefined;
}

export interface Namespaces {
	id: string;
	/** The process that owns its namespaces. */
	pause: ProcessIdentity;
	/** First host id of its range. Null: it shares the range of the files on the disk. */
	idBase: number | null;
}

/** A container with its namespaces, root and limits. */
export interface Sandbox extends Namespaces {
	/** Milliseconds since the epoch. */
	createdAt: number;
	/** Whether the disk enforces the size limit of its root. Null: its root is not on a disk. */
	diskLimited: boolean | null;
}

/**
 * Runs after the container's cgroup exists. If dogeboxd is killed at any point, the next start
 * finds the cgroup and removes these binds too.
 */
async function bindForeign(host: Host, { id, mounts, processes }: ContainerSpec, range: number | null): Promise<Kinds> {
	const kinds: Kinds = new Map();
	const foreign = mounts.find((one) => one.foreign);
	if (foreign) await host.call(folderBind, { id, from: foreign.source, range });
	const { uid = 0, gid = 0 } = processes[0]?.user ?? {};
	for (const [place, mount] of mounts.entries()) {
		if (!mount.allowed) continue;
		const { kind } = await host.call(boxFolderBind, { id, place, from: mount.source, range, user: { uid, gid } });
		kinds.set(mount.target, kind);
	}
	return kinds;
}

/**
 * Kinds of the bound sources by their mount target. dogeboxd itself may not be allowed to read
 * them.
 */
type Kinds = Map<string, 'folder' | 'file'>;

/**
 * Mounts the root of a container.
 * @param range,files as in {@link openSandbox}
 * @param kinds kinds of bound folders and files; a missing entry counts as a folder
 */
export function mountRoot(
	host: Host,
	spec: ContainerSpec,
	range: number | null,
	files: { path: string; text: string }[],
	signal?: AbortSignal,
	kinds: Kinds = new Map()
): Promise<{ limited: boolean | null }> {
	const args = {
		id: spec.id,
		layers: spec.layers,
		targets: targetsOf(spec, kinds),
		links: OLD_NAMES,
		files,
		scratch: scratchOf(spec),
		...(spec.devices?.length && { devices: { nodes: [...spec.devices], owner: openerOf(spec) } }),
		sources: spec.mounts
			.filter((mount) => !mount.foreign && !mount.allowed)
			.map(({ source, target }) => ({ source, target })),
		disk: spec.diskRoot ?? null,
		range
	};
	return host.call(hostVerbs.rootMount, args, { signal });
}

/**
 * Creates cgroup, namespaces and root.
 * @param range number of its range of ids; null: that of the files on the disk
 * @throws BoxError `ids-not-mapped` where a disk cannot show its files with other owners
 */
export async function openSandbox(
	host: Host,
	spec: ContainerSpec,
	range: number | null,
	{ files, standing, signal }: SandboxOptions
): Promise<Sandbox> {
	// The three steps are independent: the idle process enters its own part of the cgroup, and does
	// nothing that needs a limit.
	const group = host
		.call(hostVerbs.cgroupCreate, { id: spec.id, limits: spec.limits }, { signal })
		.then(() => bindForeign(host, spec, range));
	const namespaces = host
		.call(hostVerbs.sandboxCreate, { id: spec.id, range }, { signal })
		.then(({ idBase, ...pause }): Namespaces => {
			const made = { id: spec.id, pause, idBase: idBase === host.names.idBase ? null : idBase };
			standing(made);
			return made;
		});
	// Only after the binds is it known whether each source is a folder or a file.
	const root = spec.mounts.some((mount) => mount.allowed)
		? group.then((kinds) => mountRoot(host, spec, range, files, signal, kinds))
		: mountRoot(host, spec, range, files, signal);
	const [made, mounted] = await settleAll([namespaces, root, group]);
	return { ...made, createdAt: Date.now(), diskLimited: mounted.limited };
}

/** The user that opens its devices. */
function openerOf({ processes }: ContainerSpec): { uid: number; gid: number } {
	const { uid = 0, gid = 0 } = processes[0]?.user ?? {};
	return { uid, gid };
}

/**
 * Kernel mount points and declared mounts. They must all exist in a read-only root before it is
 * mounted.
 */
function targetsOf(spec: ContainerSpec, kinds: Kinds): { path: string; kind: 'folder' | 'file'; mode?: number }[] {
	// runc applies the mode of the folder below to each mount, whatever that mode is in the layers.
	const kernel = [
		...['/proc', '/sys'].map((path) => ({ path, kind: 'folder' as const, mode: 0o555 })),
		{ path: '/dev', kind: 'folder' as const, mode: 0o755 },
		...scratchTargets(spec)
	];
	const declared = spec.mounts.map((mount) => ({
		path: mount.target,
		kind: mount.allowed
			? (kinds.get(mount.target) ?? ('folder' as const))
			: statSync(mount.source).isDirectory()
				? ('folder' as const)
				: ('file' as const)
	}));
	return [...kernel, ...declared];
}
