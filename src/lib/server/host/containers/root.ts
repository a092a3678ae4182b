/** Root filesystems of containers, made from layers. */
import { chmod, chown, lchown, lstat, mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import { BoxError } from '../../../contract/errors.ts';
import { confine, containerId, plainPath } from '../confine.ts';
import { containerFolder } from '../programs.ts';
import { settleAll } from '../../settle-all.ts';
import { removeTree } from '../remove-tree.ts';
import { verb } from '../verb.ts';
import { containerRange, rangeBase } from '../ids/index.ts';
import { mountMappedRoot } from './mapped-root.ts';
import { LAYERS, mountOverlay } from './overlay.ts';
import { mountScratch, scratchUpper, scratchWish } from './scratch.ts';
import { timeZone, type TimeZone } from './time-zone.ts';

const layers = v.pipe(v.array(plainPath), v.minLength(1), v.maxLength(100));

/**
 * Mounts the root of a container: its layers, and on top a small one of ours with the mount points
 * that a read-only root cannot get later, with a few files (`/etc/hosts` …) and this host's time
 * zone. Beside it the folders in memory that its processes share.
 * @returns path of the mounted root
 * @throws BoxError 409 `ids-not-mapped` when a filesystem cannot show its files to a range of the
 *   container's own
 */
export const rootMount = verb(
	'root.mount',
	v.object({
		id: containerId,
		layers,
		/** Places at which something will be mounted. */
		targets: v.array(
			v.object({
				path: plainPath,
				kind: v.picklist(['folder', 'file']),
				/**
				 * Of a folder; without it that of the layers' own folder. A runtime gives it to
				 * what is mounted there.
				 */
				mode: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(0o1777)))
			})
		),
		/** Links to be made where the layers have nothing of that name. */
		links: v.array(v.object({ path: plainPath, to: plainPath })),
		/** Files with their text; readable by all inside. */
		files: v.array(v.object({ path: plainPath, text: v.string() })),
		/**
		 * What will be mounted into the container, by where; with a range of its own it is made
		 * ready at `mappedSource`.
		 */
		sources: v.array(v.object({ source: plainPath, target: plainPath })),
		/** Folders in memory; with those of a writable root, what is written to it goes there. */
		scratch: scratchWish,
		range: containerRange
	}),
	async (args, context): Promise<string> => {
		const folder = containerFolder(context.paths, args.id);
		const top = join(folder, 'top');
		const root = join(folder, 'root');
		await mkdir(folder, { recursive: true });
		await chmod(folder, 0o711);
		await removeTree(top, context);
		const owner = await rangeBase(args.range, context.names);
		const folders = new Map<string, Promise<void>>();
		/** Each folder once, after the one above it; what is not below each other side by side. */
		const make = (path: string, last = true): Promise<void> => {
			const known = folders.get(path);
			if (known) return known;
			const making = (async () => {
				if (path !== '') await make(path.slice(0, path.lastIndexOf('/')), false);
				const mode = path === '' ? 0o755 : await modeOf(args.layers, path, last);
				await mkdir(join(top, path)).catch((error: NodeJS.ErrnoException) => {
					if (error.code !== 'EEXIST') throw error;
				});
				await chmod(join(top, path), mode);
				await chown(join(top, path), owner, owner);
			})();
			folders.set(path, making);
			return making;
		};
		const scratch = mountScratch(args.id, args.scratch, args.layers, owner, context);
		// It is awaited below; a failure before that is not unhandled.
		scratch.catch(() => {});
		const put = async (path: string, text: string | Buffer) => {
			await make(path.slice(0, path.lastIndexOf('/')));
			await writeFile(join(top, path), text, { mode: 0o644 });
			await chmod(join(top, path), 0o644);
			await chown(join(top, path), owner, owner);
		};
		await make('');
		await settleAll(
			args.targets.map(async (target) => {
				await (target.kind === 'folder' ? make(target.path) : put(target.path, ''));
				if (target.mode !== undefined) await chmod(join(top, target.path), target.mode);
			})
		);
		await settleAll(args.files.map((file) => put(file.path, file.text)));
		const link = async (path: string, to: string) => {
			await make(path.slice(0, path.lastIndexOf('/')));
			await symlink(to, join(top, path));
			await lchown(join(top, path), owner, owner);
		};
		const links = args.links.map(async ({ path, to }) => {
			if (!(await isInLayers(args.layers, path))) await unlessOdd(link(path, to));
		});
		await settleAll([...links, timeZone().then((zone) => unlessOdd(putTimeZone(zone, put, link))), scratch]);
		const upper = args.scratch.folders === null ? scratchUpper(context.paths, args.id) : null;
		if (owner === context.names.idBase)
			await mountOverlay({ target: root, layers: [...args.layers, top], upper }, context);
		else await mountMappedRoot({ ...args, top, upper, root, base: owner }, context);
		return root;
	}
);

/**
 * Mounts a root that is written to: changes go to `upper`, or to a folder that is thrown away with
 * the container.
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

/** Removes the kernel's scratch folder of a build once it is unmounted. */
export const rootWorkRemove = verb(
	'root.work-remove',
	v.object({ upper: plainPath }),
	async (args, context): Promise<null> => {
		const upper = await confine(context.paths, args.upper, LAYERS);
		await removeTree(workFolder(upper), context);
		return null;
	}
);

/** The scratch folder must be on the filesystem of the upper folder and not inside it. */
function workFolder(upper: string): string {
	return `${upper}.work`;
}

/**
 * Programs read the rules in `/etc/localtime`, or the name of the zone from where that leads or
 * from `/etc/timezone`.
 */
async function putTimeZone(
	zone: TimeZone | null,
	put: (path: string, text: string | Buffer) => Promise<void>,
	link: (path: string, to: string) => Promise<void>
): Promise<void> {
	if (zone === null) return;
	if (zone.name === null) return put('/etc/localtime', zone.rules);
	const file = `/usr/share/zoneinfo/${zone.name}`;
	await put(file, zone.rules);
	await link('/etc/localtime', file);
	await put('/etc/timezone', `${zone.name}\n`);
}

/** What a root can do without, where a folder on the way to it is none in the layers. */
async function unlessOdd(putting: Promise<void>): Promise<void> {
	await putting.catch((error: unknown) => {
		if (!(error instanceof BoxError)) throw error;
	});
}

async function isInLayers(layersBaseFirst: readonly string[], path: string): Promise<boolean> {
	for (const layer of layersBaseFirst) {
		const found = await lstat(join(layer, path)).catch(() => null);
		if (found) return true;
	}
	return false;
}

/** Mode that a folder has in the layers, since the topmost layer's counts. */
async function modeOf(layersBaseFirst: readonly string[], path: string, last: boolean): Promise<number> {
	for (const layer of [...layersBaseFirst].reverse()) {
		const found = await lstat(join(layer, path)).catch(() => null);
		if (!found) continue;
		if (found.isDirectory()) return found.mode & 0o7777;
		if (last) break;
		throw new BoxError({
			code: 'container-start-failed',
			status: 500,
			message: `Nothing can be mounted below ${path}: it is not a folder in the container's root.`
		});
	}
	return 0o755;
}
