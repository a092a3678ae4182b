/** A container's folders in memory: their paths inside and on the host. Pure. */
import { declaredSource, scratchSource, shmSource, type HostPaths, type ScratchRequest } from '../../host/index.ts';
import type { ContainerSpec } from '../spec.ts';

/** A folder in the host's memory, and its path inside. */
export interface ScratchBind {
	source: string;
	target: string;
}

/** Folders that programs write to by convention (file-hierarchy(7)). */
const WRITABLE = [
	{ path: '/run', mode: 0o755 },
	{ path: '/run/lock', mode: 0o1777 },
	{ path: '/tmp', mode: 0o1777 },
	{ path: '/var/cache', mode: 0o755 },
	{ path: '/var/log', mode: 0o755 },
	{ path: '/var/tmp', mode: 0o1777 }
] as const;

/** Old names of these folders; created where the layers have nothing there. */
export const OLD_NAMES = [
	{ path: '/var/run', to: '/run' },
	{ path: '/var/lock', to: '/run/lock' }
];

const SHM = '/dev/shm';

/**
 * Share of a container's memory that its folders in memory may use, like the default of /dev/shm
 * (tmpfs(5): half), and its minimum in bytes.
 */
const SHARE = 0.5;
const LEAST_BYTES = 16 * 1024 * 1024;

const ROOT = { uid: 0, gid: 0 };

/** Whether its whole root is writable. */
export const isWritable = (spec: ContainerSpec): boolean => spec.diskRoot !== undefined || spec.writableRoot === true;

/** The request to the host for its folders in memory. */
export function scratchOf(spec: ContainerSpec): ScratchRequest {
	return {
		bytes: Math.max(LEAST_BYTES, Math.floor(spec.limits.memoryBytes * SHARE)),
		folders: spec.diskRoot ? [] : spec.writableRoot ? null : [...WRITABLE],
		owner: spec.scratchOwner ?? ROOT,
		declared: (spec.memoryFolders ?? []).map(({ sizeBytes }) => sizeBytes)
	};
}

/** Mount points that its root needs. */
export function scratchTargets(spec: ContainerSpec): { path: string; kind: 'folder'; mode: number }[] {
	const inRoot = isWritable(spec)
		? [{ path: '/tmp', mode: 0o1777 }]
		: WRITABLE.filter(({ path }) => path !== '/run/lock');
	const declared = (spec.memoryFolders ?? [])
		.filter(({ target }) => target !== SHM)
		.map(({ target }) => ({ path: target, mode: 0o1777 }));
	return [...inRoot, ...declared].map((one) => ({ ...one, kind: 'folder' }));
}

/** Bind mounts of a service, parent folders first. */
export function scratchBinds(paths: Pick<HostPaths, 'run'>, spec: ContainerSpec): ScratchBind[] {
	const declared = (spec.memoryFolders ?? []).map(({ target }, number) => ({
		source: declaredSource(paths, spec.id, number),
		target
	}));
	const inRoot = isWritable(spec)
		? []
		: WRITABLE.filter(({ path }) => path !== '/run/lock').map(({ path }) => ({
				source: scratchSource(paths, spec.id, path),
				target: path
			}));
	const binds = [...inRoot, { source: shmSource(paths, spec.id), target: SHM }].filter(
		({ target }) => !declared.some((one) => one.target === target)
	);
	return [...binds, ...declared].sort((a, b) => (a.target < b.target ? -1 : 1));
}
