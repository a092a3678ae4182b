/** Root filesystems of containers, built from layers. */
import { existsSync } from 'node:fs';
import { chmod, chown, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import { confine, containerId, plainPath } from '../confine.ts';
import { containerFolder } from '../programs.ts';
import { settleAll } from '../../settle-all.ts';
import { removeTree } from '../remove-tree.ts';
import { verb, type VerbContext } from '../verb.ts';
import { carryOutMounts, containerRange, rangeBase } from '../ids/index.ts';
import { diskRequest, openDisk } from '../storage/index.ts';
import { asPartOf } from './parts.ts';
import { mountMappedRoot } from './mapped-root.ts';
import { LAYERS, mountOverlay } from './overlay.ts';
import { containerDevices, mountDevices } from './devices.ts';
import { fillScratch, scratchMounts, scratchRequest, scratchUpper } from './scratch.ts';
import { createTop } from './top.ts';

export interface MountedRoot {
	/** Absolute path on the host. */
	root: string;
	/** Whether the filesystem enforces a size limit on writes; null: not on a disk. */
	limited: boolean | null;
}

const upperIn = (folder: string, passing = false) => ({
	path: join(folder, 'upper'),
	work: join(folder, 'work'),
	passing
});

const layers = v.pipe(v.array(plainPath), v.minLength(1), v.maxLength(100));

const rootRequest = v.object({
	id: containerId,
	layers,
	/** Mount points to create. */
	targets: v.array(
		v.object({
			path: plainPath,
			kind: v.picklist(['folder', 'file']),
			/**
			 * Mode of a folder; by default that of the folder in the layers. The runtime gives this
			 * mode to what it mounts there.
			 */
			mode: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(0o1777)))
		})
	),
	/** Links to create unless the layers have something of that name. */
	links: v.array(v.object({ path: plainPath, to: plainPath })),
	/** Text files to create, readable by everyone inside. */
	files: v.array(v.object({ path: plainPath, text: v.string() })),
	/**
	 * Sources of the container's mounts by target. With its own range of ids each source is
	 * prepared at `mappedSource`.
	 */
	sources: v.array(v.object({ source: plainPath, target: plainPath })),
	/** Folders in memory, including the upper folder of a root that is writable in memory. */
	scratch: scratchRequest,
	/** Devices that the owner gave to the container. */
	devices: v.optional(containerDevices),
	/** Folder on the disk that receives and keeps the writes to the root instead. */
	disk: v.nullable(diskRequest),
	range: containerRange
});
type RootRequest = v.InferOutput<typeof rootRequest>;

/**
 * Mounts the root of a container: its layers, and on top a small layer with the mount points that a
 * read-only root cannot get later, a few files (`/etc/hosts` …) and this host's time zone. Mounts
 * the shared folders in memory beside it.
 * @throws BoxError 409 `ids-not-mapped` when a filesystem cannot be mapped to the container's own
 *   range
 */
export const rootMount = verb('root.mount', rootRequest, (args, context): Promise<MountedRoot> =>
	asPartOf(args.id, mountRoot(args, context))
);

async function mountRoot(args: RootRequest, context: VerbContext): Promise<MountedRoot> {
	// Before the container's folder exists: files of an existing container get no quota project.
	const disk = args.disk && (await openDisk(args.id, args.disk, context));
	const folder = containerFolder(context.paths, args.id);
	const top = join(folder, 'top');
	const root = join(folder, 'root');
	const [owner] = await settleAll([
		rangeBase(args.range, context.names),
		mkdir(folder, { recursive: true }).then(() => chmod(folder, 0o711))
	]);
	if (existsSync(top)) await removeTree(top, context);
	const memory = await scratchMounts(args.id, args.scratch, owner, context);
	const fill = () => fillScratch(args.id, args.scratch, args.layers, owner, context);
	const devices = args.devices;
	const scratch = args.scratch.folders === null ? scratchUpper(context.paths, args.id) : null;
	const passing = args.disk?.passing === true;
	const upper = disk ? upperIn(disk.folder, passing) : scratch;
	// Only an upper folder in memory must be mounted first; otherwise one process mounts all.
	const first = !disk && scratch !== null;
	if (first) {
		await carryOutMounts(memory, context);
		await fill();
	}
	await createTop(top, args, owner);
	const before = first ? [] : memory;
	const all = [...args.layers, top];
	if (owner === context.names.idBase)
		await mountOverlay({ target: root, layers: all, upper, roots: ['run', 'storage'], before }, context);
	else
		await mountMappedRoot(
			{ ...args, top, upper: scratch, disk: disk && { ...disk, passing }, root, base: owner, before },
			context
		);
	if (!first) await fill();
	if (devices) await mountDevices(args.id, devices, owner, context);
	return { root, limited: disk?.limited ?? null };
}

/**
 * Mounts a writable root. Writes go to `upper`, or to a folder that is removed with the container.
 * @returns path of the mounted root
 */
export const rootMountWritable = verb(
	'root.mount-writable',
	v.object({ id: containerId, layers, upper: v.nullable(plainPath) }),
	async (args, context): Promise<string> => {
		const folder = containerFolder(context.paths, args.id);
		await mkdir(folder, { recursive: true });
		await chmod(folder, 0o711);
		const upper = args.upper === null ? join(folder, 'upper') : await confine(context.paths, args.upper, LAYERS);
		await mkdir(upper, { recursive: true });
		await chmod(upper, 0o755);
		await chown(upper, context.names.idBase, context.names.idBase);
		const root = join(folder, 'root');
		await mountOverlay({ target: root, layers: args.layers, upper: { path: upper, work: workFolder(upper) } }, context);
		return root;
	}
);

/** Removes the kernel's work folder of a build after it is unmounted. */
export const rootWorkRemove = verb(
	'root.work-remove',
	v.object({ upper: plainPath }),
	async (args, context): Promise<null> => {
		const upper = await confine(context.paths, args.upper, LAYERS);
		await removeTree(workFolder(upper), context);
		return null;
	}
);

/** The work folder must be on the filesystem of the upper folder and not inside it. */
function workFolder(upper: string): string {
	return `${upper}.work`;
}
