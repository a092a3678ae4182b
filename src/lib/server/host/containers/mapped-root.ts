/** The root and the sources of mounts of a container that has a range of ids for itself. */
import { mkdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { BoxError } from '../../../contract/errors.ts';
import { confine } from '../confine.ts';
import type { VerbContext } from '../verb.ts';
import {
	makeMountPoint,
	mappedLayersFolder,
	mappedSource,
	mountMapped,
	openMappedFolder,
	shownAs,
	type MountStep
} from '../ids/index.ts';
import { mountSource } from './mount-source.ts';
import { LAYER_OPTIONS, LAYERS } from './overlay.ts';

export interface MappedRoot {
	id: string;
	/** Base first. */
	layers: readonly string[];
	/** Layer made for this container alone; it has the container's own ids already. */
	top: string;
	/** Where what is written goes; null: the root is read-only. */
	upper: { path: string; work: string } | null;
	/** Mount point of the whole; made if missing. */
	root: string;
	sources: readonly { source: string; target: string }[];
	/** First id of the container's range. */
	base: number;
}

/**
 * Mounts the root with the layers' owners shown as the container's own, and the sources
 * of its mounts likewise at `mappedSource`. Nothing changes on the disk. The layers' own mounts are
 * gone afterwards: the overlay keeps them.
 * @throws BoxError 409 `ids-not-mapped`
 */
export async function mountMappedRoot(want: MappedRoot, context: VerbContext): Promise<void> {
	const { paths, names } = context;
	const root = await confine(paths, want.root, ['run']);
	const top = await confine(paths, want.top, ['run']);
	const layers = await Promise.all(want.layers.map((layer) => confine(paths, layer, LAYERS)));
	const upper = want.upper && {
		path: await confine(paths, want.upper.path, ['run']),
		work: await confine(paths, want.upper.work, ['run'])
	};
	const places = mappedLayersFolder(paths, want.id);
	await mkdir(root, { recursive: true });
	await openMappedFolder(paths, want.id);
	for (const index of layers.keys()) await mkdir(join(places, String(index)), { recursive: true });
	const map = shownAs(names.idBase, want.base);
	const binds: MountStep[] = [];
	for (const { source, target } of want.sources) {
		const from = await mountSource(source, context);
		const to = mappedSource(paths, want.id, target);
		await makeMountPoint(to, (await stat(from)).isDirectory() ? 'folder' : 'file');
		binds.push({ do: 'bind', from, to, kind: 'tree' });
	}
	// Their places by number: the kernel takes only a page of options.
	const numbers = layers.map((_, index) => String(index));
	const outcome = await mountMapped(
		[
			{ do: 'ids', uids: map, gids: map },
			...layers.map((from, index) => ({ do: 'bind', from, to: join(places, String(index)), kind: 'layer' }) as const),
			{
				do: 'overlay',
				folder: places,
				options:
					`lowerdir=${[top, ...numbers.toReversed()].join(':')},${LAYER_OPTIONS}` +
					(upper ? `,upperdir=${upper.path},workdir=${upper.work}` : ''),
				writable: upper !== null,
				to: root
			},
			...numbers.map((number) => ({ do: 'unmount', path: join(places, number) }) as const),
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
