/** The root and the sources of mounts of a container that has a range of ids for itself. */
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
	/** Layer made for this container alone; it has the container's own ids already. */
	top: string;
	/** Where what is written goes, with the container's own ids; null: nowhere, or to `disk`. */
	upper: { path: string; work: string } | null;
	/**
	 * Its folder has `upper` and `work` whose owners are of the range on the disk; what is written
	 * goes there. Null: nowhere, or to `upper`.
	 */
	disk: { folder: string; /** What is written need not outlive a power cut. */ passing: boolean } | null;
	/** Mount point of the whole; made if missing. */
	root: string;
	sources: readonly { source: string; target: string }[];
	/** First id of the container's range. */
	base: number;
	/** Mounted before anything else, in the same run. */
	before: readonly MountStep[];
}

/** Beside the layers, which have numbers. */
const WRITTEN = 'written';

/**
 * Mounts the root with the layers' owners shown as the container's own, and the sources
 * of its mounts likewise at `mappedSource`. Nothing changes on the disk. The layers' own mounts are
 * gone afterwards: the overlay keeps them.
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
		// A mount that did not wait for the disk leaves it; the kernel refuses the next one then.
		disk && rm(join(disk, 'work/work/incompat'), { recursive: true, force: true }),
		...layers.map((_, index) => mkdir(join(folder, String(index)), { recursive: true }))
	]);
	// Their places by number: the kernel takes only a page of options.
	const numbers = layers.map((_, index) => String(index));
	const into = disk ? [`${WRITTEN}/upper`, `${WRITTEN}/work`] : upper;
	// The kernel makes its scratch files as root, so root must be in the map too, or it mounts the
	// overlay read-only without a word.
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
