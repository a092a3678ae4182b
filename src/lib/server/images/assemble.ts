/** Creates images from a root filesystem: an imported one, or that of a box. */
import type { Blobs } from './blobs.ts';
import { writeConfiguration, writeManifest } from './documents.ts';
import type { KeepDeps, Keeper } from './keep.ts';
import { parseImageName } from './names.ts';
import type { Images } from './types.ts';

/** @see Images.assemble */
export function createAssembling(
	{ blobs, arch, now }: KeepDeps & { blobs: Blobs },
	keeper: Keeper
): Images['assemble'] {
	return async ({ root, source, config, author = '', comment = '', name }, signal) => {
		const names = name === null ? [] : [parseImageName(name)];
		const hold = blobs.hold();
		try {
			const layer = await blobs.write(root, signal);
			hold.add(layer.digest);
			const document = writeConfiguration({ arch, now: now(), author, comment, config, diffId: layer.plain });
			const digest = await blobs.add(document);
			hold.add(digest);
			const manifest = await blobs.add(writeManifest({ digest, size: document.length }, [layer]));
			hold.add(manifest);
			const listener = { progress: () => {}, log: () => {}, signal };
			return (await keeper.keep({ manifest, rootKey: null, source, names }, listener)).image;
		} finally {
			hold.release();
		}
	};
}
