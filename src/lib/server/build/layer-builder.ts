/**
 * Builds a layer: records it, runs the work and commits the result. After any failure nothing of it
 * is left.
 */
import type { Logger } from 'pino';
import type { Host } from '../host/index.ts';
import { buildCommit, buildRemove } from '../host/index.ts';
import type { ImageDescription, ImageStore } from './image-store.ts';
import type { BuiltImage } from './types.ts';

export interface LayerBuilderDeps {
	host: Host;
	store: ImageStore;
	log: Logger;
	/** Called with every layer that is returned to a caller. */
	handOut: (id: string) => void;
	/** The removal of a layer that is in progress. */
	leaving: (id: string) => Promise<unknown> | undefined;
}

export interface LayerBuilder {
	/** A finished layer, marked as handed out; null where it does not exist or is being removed. */
	found(id: string): BuiltImage | null;
	/**
	 * Builds a layer: `work` fills `.building-<id>/root`. Waits first for an ongoing removal of
	 * that id.
	 * @param commit renames the layer and returns its bytes on disk; default `build.commit`
	 * @throws errors of `work`; the signal's reason
	 */
	build(
		image: Omit<ImageDescription, 'sizeBytes'>,
		signal: AbortSignal,
		work: () => Promise<void>,
		commit?: () => Promise<number>
	): Promise<BuiltImage>;
}

/** Creates the builder that all kinds of layers share. */
export function createLayerBuilder({ host, store, log, handOut, leaving }: LayerBuilderDeps): LayerBuilder {
	return {
		found(id) {
			// The folder may still look complete, but is about to be removed.
			if (leaving(id)) return null;
			const image = store.find(id);
			if (image) handOut(id);
			return image;
		},
		async build(image, signal, work, commit = () => host.call(buildCommit, image)) {
			// Whoever requested the removal gets its result. The new layer replaces the old one in
			// any case.
			await leaving(image.id)?.catch(() => {});
			signal.throwIfAborted();
			store.begin(image);
			try {
				await work();
				signal.throwIfAborted();
				const sizeBytes = await commit();
				handOut(image.id);
				return store.finish({ ...image, sizeBytes });
			} catch (error) {
				await host
					.call(buildRemove, { images: [image.id] })
					.catch((left: unknown) => log.error({ err: left }, 'an incomplete layer could not be removed'));
				store.forget([image.id]);
				throw error;
			}
		}
	};
}
