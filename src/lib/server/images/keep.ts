/** Stores an image: its documents, its row and its root. */
import type { StoredImageSource } from '../../contract/images.ts';
import { checkPlatform, readConfig, readManifest, unusable, type Builder, type BuildProgress } from '../build/index.ts';
import type { BuiltImage } from '../build/index.ts';
import type { Blobs } from './blobs.ts';
import { readConfiguration } from './documents.ts';
import { damaged } from './failures.ts';
import { familiar, isDigest, type ImageName } from './names.ts';
import { shownImage, type ImageRow, type ImageRows } from './rows.ts';
import type { LocalImage } from './types.ts';

export interface KeepDeps {
	rows: ImageRows;
	blobs: Blobs;
	builder: () => Builder;
	/** `process.arch` */
	arch: string;
	/** Milliseconds since the epoch. */
	now: () => number;
}

export interface WorkListener {
	progress: BuildProgress;
	log(line: string): void;
	signal: AbortSignal;
}

/** The parts that an image's manifest lists. */
export interface Parts {
	config: string;
	layers: { digest: string; size: number }[];
}

export interface Keeper {
	row(id: string): ImageRow;
	/** @throws BoxError 500 `image-damaged` */
	parts(row: Pick<ImageRow, 'manifest'>): Promise<Parts>;
	/**
	 * Stores the row of an image whose parts are all stored, unpacks it, and gives it its names
	 * last: a name never refers to an unusable image.
	 * @throws BoxError 422 `image-unusable`, `no-image-for-platform`
	 */
	keep(
		image: {
			/** SHA-256 of its stored manifest. */
			manifest: string;
			/** Key of its root; null: that of its manifest. */
			rootKey: string | null;
			source: StoredImageSource;
			names: readonly ImageName[];
		},
		listener: WorkListener
	): Promise<{ image: LocalImage; fresh: boolean }>;
	ensureRoot(row: ImageRow, listener: WorkListener): Promise<BuiltImage>;
}

/** Hex digits of `sha256:…`. */
export const hex = (digest: string) => digest.replace(/^sha256:/, '');

export function createKeeper({ rows, blobs, builder, arch, now }: KeepDeps): Keeper {
	function row(id: string): ImageRow {
		const found = rows.all().find((one) => one.id === id);
		if (!found) throw damaged('It was removed meanwhile.');
		return found;
	}

	async function parts({ manifest }: Pick<ImageRow, 'manifest'>): Promise<Parts> {
		const found = readManifest(await blobs.document(manifest));
		if ('index' in found) throw damaged('Its manifest is an index.');
		const { config, layers } = found.manifest;
		return { config: hex(config.digest), layers: layers.map(({ digest, size }) => ({ digest: hex(digest), size })) };
	}

	async function ensureRoot(image: ImageRow, { progress, log, signal }: WorkListener): Promise<BuiltImage> {
		const { config, layers } = await parts(image);
		const title = image.names.find((name) => !isDigest(name)) ?? image.names[0];
		const built = await builder().ensureStored(
			{
				key: image.rootKey,
				title: title ? familiar(title) : `image ${image.id.slice(0, 12)}`,
				config: await blobs.document(config),
				layers: layers.map(({ digest, size }) => ({ file: blobs.path(digest), size }))
			},
			progress,
			log,
			signal
		);
		if (image.layer !== built.id) rows.set(image.id, { layer: built.id, sizeBytes: built.sizeBytes });
		return built;
	}

	return {
		row,
		parts,
		ensureRoot,
		async keep({ manifest, rootKey, source, names }, listener) {
			const { config, layers } = await parts({ manifest });
			const bytes = await blobs.document(config);
			checkPlatform(readConfig(bytes, layers.length).platform, arch);
			for (const { digest, size } of layers) {
				if ((await blobs.size(digest)) !== size) throw unusable('One of its layers is missing, or has another size.');
			}
			const before = rows.all();
			const there = before.find(({ id }) => id === config);
			const fresh = !there || names.some((one) => !there.names.some((two) => familiar(one) === familiar(two)));
			const { createdAt } = readConfiguration(bytes);
			if (!there) {
				rows.add({
					id: config,
					manifest,
					rootKey: rootKey ?? manifest,
					layer: null,
					sizeBytes: 0,
					source,
					createdAt,
					addedAt: now()
				});
			}
			try {
				await ensureRoot(row(config), listener);
			} catch (error) {
				if (!there) rows.remove(config);
				throw error;
			}
			for (const name of names) rows.name(config, name);
			return { image: shownImage(row(config)), fresh };
		}
	};
}
