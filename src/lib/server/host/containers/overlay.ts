/** Layers stacked by the kernel's overlay filesystem, and unmounting of this instance's mounts. */
import { lstatSync, type Stats } from 'node:fs';
import { chmod, chown, mkdir } from 'node:fs/promises';
import { release } from 'node:os';
import { dirname, join } from 'node:path';
import * as v from 'valibot';
import { confine, isWithin } from '../confine.ts';
import { carryOutMounts, type MountStep } from '../ids/index.ts';
import { readMounts } from '../../mountinfo.ts';
import { systemCalls } from '../system-calls.ts';
import type { HostPaths } from '../types.ts';
import { removeTree } from '../remove-tree.ts';
import { verb, type VerbContext } from '../verb.ts';

/**
 * Portable layers: without `redirect_dir` and `metacopy` a layer's files have the same meaning over
 * any lower layers. Names of the options: Documentation/filesystems/overlayfs.rst
 */
export const LAYER_OPTIONS = 'index=off,metacopy=off,redirect_dir=off';

/** The first kernel with overlays that never wait for the disk. */
const PASSING_SINCE = [5, 10] as const;

/**
 * Option of an overlay that never waits for the disk. Without it, unmounting syncs the whole
 * filesystem below, whoever wrote to it (“Volatile mount” of the same text). Empty when the kernel
 * does not support it.
 * @param kernel for tests
 */
export function passingOption(kernel = release()): string {
	const [major = 0, minor = 0] = kernel.split('.').map((part) => Number.parseInt(part, 10));
	const [first, second] = PASSING_SINCE;
	return major > first || (major === first && minor >= second) ? ',volatile' : '';
}

/** Where layers may be stored: folders in which only root can replace an entry. */
export const LAYERS = ['images', 'run'] as const;

export interface OverlayMount {
	/** Mount point in the run folder; created if missing. */
	target: string;
	/** Base first. Without `upper` at least two. */
	layers: readonly string[];
	/**
	 * Receives writes. `work` is the kernel's work folder on the same filesystem; it is emptied
	 * first. Null: read-only.
	 */
	upper: { path: string; work: string; /** Need not outlive a power cut. */ passing?: boolean } | null;
	/** Folders in which `upper` may be; absent: those for layers. */
	roots?: readonly ('images' | 'run' | 'storage')[];
	/** Steps that are carried out first, in the same run. */
	before?: readonly MountStep[];
}

/** Mounts layers; every path is confined. */
export async function mountOverlay(mount: OverlayMount, context: VerbContext): Promise<void> {
	const target = await confine(context.paths, mount.target, ['run']);
	const lower: string[] = [];
	for (const layer of mount.layers) lower.unshift(await confine(context.paths, layer, LAYERS));
	await mkdir(target, { recursive: true });
	const layers = `lowerdir=${lower.join(':')},${LAYER_OPTIONS}`;
	let into = '';
	if (mount.upper) {
		const upper = await confine(context.paths, mount.upper.path, mount.roots ?? LAYERS);
		const work = await confine(context.paths, mount.upper.work, mount.roots ?? LAYERS);
		await removeTree(work, context);
		await mkdir(work, { recursive: true, mode: 0o700 });
		into = `,upperdir=${upper},workdir=${work}${mount.upper.passing ? passingOption() : ''}`;
	}
	const options = layers + into;
	const writable = mount.upper !== null;
	const { before = [] } = mount;
	if (systemCalls()) {
		// Without executing a program: every start of a container waits for this.
		await carryOutMounts(
			[...before, { do: 'overlay', folder: dirname(target), options, writable, to: target }],
			context
		);
		return;
	}
	if (before.length > 0) await carryOutMounts(before, context);
	await context.spawn('mount', ['-t', 'overlay', 'overlay', '-o', writable ? options : `ro,${options}`, target], {
		signal: context.signal
	});
}

/**
 * Unmounts everything at or below these folders, the newest mount first. Unmounts lazily, so a
 * mount that an ending process still uses is released when that process is gone.
 */
export async function unmountBelow(folders: readonly string[], context: Pick<VerbContext, 'spawn'>): Promise<void> {
	const ours = (await readMounts())
		.map((mount) => mount.target)
		.filter((target) => folders.some((folder) => isWithin(folder, target)))
		.reverse();
	if (ours.length === 0) return;
	await carryOutMounts(
		ours.map((path) => ({ do: 'away', path })),
		{ spawn: context.spawn, signal: undefined }
	);
}

/**
 * Makes the run folder searchable (not listable), because a container's user namespace has to reach
 * its root filesystem.
 */
export async function openRunFolder(paths: HostPaths, account: VerbContext['account']): Promise<void> {
	const group = account?.gid ?? null;
	/** Usually nothing has to change. @param gid owning group; null: left as it is */
	const open = async (path: string, mode: number, gid: number | null = null) => {
		const found = lstatSync(path, { throwIfNoEntry: false });
		const isOf = (one: Stats) => gid === null || (one.uid === 0 && one.gid === gid);
		if (found?.isDirectory() && isOf(found) && (found.mode & 0o7777) === mode) return;
		await mkdir(path, { recursive: true, mode });
		if (gid !== null) await chown(path, 0, gid);
		// Not only at creation: the umask may remove the bit, and chown does.
		await chmod(path, mode);
	};
	await open(paths.run, 0o711);
	// The parent folder of all instances belongs to Dogebox too.
	if (dirname(paths.run) === '/run/dogebox') await open(dirname(paths.run), 0o711);
	for (const name of ['containers', 'mapped', 'oci']) await open(join(paths.run, name), 0o711);
	await open(join(paths.run, 'attach'), 0o700);
	// dogeboxd watches this folder for the ends of processes. Contents are read through verbs.
	await open(join(paths.run, 'exits'), account ? 0o750 : 0o700, group);
	// Recorders of commands listen here; a socket inherits the folder's group.
	await open(join(paths.run, 'execs'), account ? 0o2750 : 0o700, group);
}

/** {@link openRunFolder} as a verb. */
export const runFolderOpen = verb('run-folder.open', v.object({}), async (_args, context): Promise<null> => {
	await openRunFolder(context.paths, context.account);
	return null;
});
