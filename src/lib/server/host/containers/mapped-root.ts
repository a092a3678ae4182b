/** The root and the mount sources of a container that has its own range of ids. */
import { mkdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { BoxError } from '../../../contract/errors.ts';
import { settleAll } from '../../settle-all.ts';
import { confine } from '../confine.ts';
import type { VerbContext } from '../verb.ts';
import {
	createMountPoint,
	mappedLayersFolder,
	mappedSource,
	carryOutMounts,
	openMappedFolder,
	shownAs,
	type MountStep
} from '../ids/index.ts';
import { mountSource } from './mount-source.ts';
import { LAYER_OPTIONS, LAYERS, passingOption } from './overlay.ts';

export interface MappedRoot {
	id: string;
	/** Base first. */
	layers: readonly string[];
	/** Layer created for this container alone; its owners are already in the container's range. */
	top: string;
	/** Upper folder in memory, with the container's own ids; null: none, or `disk` is used. */
	upper: { path: string; work: string } | null;
	/**
	 * Upper folder on the disk, with `upper` and `work` whose owners are in the range on the disk.
	 * Null: none, or `upper` is used.
	 */
	disk: { folder: string; /** What is written need not outlive a power cut. */ passing: boolean } | null;
	/** Mount point of the root; created if missing. */
	root: string;
	sources: readonly { source: string; target: string }[];
	/** First id of the container's range. */
	base: number;
	/** Steps that are carried out first, in the same run. */
	before: readonly MountStep[];
}

/** Folder name beside those of the layers, which are numbers. */
const WRITTEN = 'written';

/**
 * Mounts the root so that the layers' owners appear as the container's own, and the sources of its
 * mounts in the same way at `mappedSource`. Nothing changes on the disk. The layers' own mounts are
 * removed afterwards; the overlay keeps them in use.
 * @throws BoxError 409 `ids-not-mapped`
 */
export async function mountMappedRoot(want: MappedRoot, context: VerbContext): Promise<void> {
	const { paths, names } = context;
	const folder = mappedLayersFolder(paths, want.id);
	const ours = (path: string) => confine(paths, path, ['run']);
	const [root, top, layers, upper, disk, sources] = await settleAll([
		ours(want.root),
		ours(want.top),
		settleAll(want.layers.map((layer) => confine(paths, layer, LAYERS))),
		want.upper && settleAll([ours(want.upper.path), ours(want.upper.work)]),
		want.disk && confine(paths, want.disk.folder, ['storage']),
		settleAll(want.sources.map(({ source }) => mountSource(source, context))),
		openMappedFolder(paths, want.id)
	]);
	const map = shownAs(names.idBase, want.base);
	const [binds] = await settleAll([
		settleAll(
			want.sources.map(async ({ target }, index): Promise<MountStep> => {
				const from = sources[index]!;
				const to = mappedSource(paths, want.id, target);
				await createMountPoint(to, (await stat(from)).isDirectory() ? 'folder' : 'file');
				return { do: 'bind', from, to, kind: 'tree' };
			})
		),
		mkdir(root, { recursive: true }),
		disk && mkdir(join(folder, WRITTEN), { recursive: true }),
		// A `volatile` overlay leaves this folder, and the kernel then refuses the next mount.
		disk && rm(join(disk, 'work/work/incompat'), { recursive: true, force: true }),
		...layers.map((_, index) => mkdir(join(folder, String(index)), { recursive: true }))
	]);
	// Short paths by number: the kernel accepts only one page of mount options.
	const numbers = layers.map((_, index) => String(index));
	const into = disk ? [`${WRITTEN}/upper`, `${WRITTEN}/work`] : upper;
	// The kernel creates its work files as root, so the map must contain root. Otherwise it
	// silently mounts the overlay read-only.
	const withRoot = `${map}\n0 0 1`;
	const written: MountStep[] = disk
		? [
				{ do: 'ids', uids: withRoot, gids: withRoot },
				{ do: 'bind', from: disk, to: join(folder, WRITTEN), kind: 'layer' }
			]
		: [];
	const outcome = await carryOutMounts(
		[
			...want.before,
			...written,
			{ do: 'ids', uids: map, gids: map },
			...layers.map((from, index) => ({ do: 'bind', from, to: join(folder, String(index)), kind: 'layer' }) as const),
			{
				do: 'overlay',
				folder,
				options:
					`lowerdir=${[top, ...numbers.toReversed()].join(':')},${LAYER_OPTIONS}` +
					(into ? `,upperdir=${into[0]},workdir=${into[1]}${want.disk?.passing ? passingOption() : ''}` : ''),
				writable: into !== null,
				to: root
			},
			...(disk ? [WRITTEN] : []).map((name) => ({ do: 'unmount', path: join(folder, name) }) as const),
			...numbers.map((number) => ({ do: 'unmount', path: join(folder, number) }) as const),
			...binds
		],
		context
	);
	if (!outcome.mapped) {
		throw new BoxError({
			code: 'ids-not-mapped',
			status: 409,
			message: `A filesystem cannot show its files to a pup's own range of ids: ${outcome.reason}`
		});
	}
}
