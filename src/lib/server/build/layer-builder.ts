/**
 * How a layer comes to be: begun, worked on, put in its place; or, whatever ends it early, nothing
 * is left of it.
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
	/** Told of every layer that is handed out. */
	handOut: (id: string) => void;
	/** The removal of a layer that is under way. */
	leaving: (id: string) => Promise<unknown> | undefined;
}

export interface LayerBuilder {
	/** A finished layer, handed out with this; null when it is not there, or is being removed. */
	found(id: string): BuiltImage | null;
	/**
	 * Creates a layer: `work` fills `.building-<id>/root`. One of that id that is being removed is
	 * waited for first.
	 * @param commit gives it its name and answers its bytes on disk; without it `build.commit` does
	 * @throws what `work` throws; the signal's reason
	 */
	build(
		image: Omit<ImageDescription, 'sizeBytes'>,
		signal: AbortSignal,
		work: () => Promise<void>,
		commit?: () => Promise<number>
	): Promise<BuiltImage>;
}

/** The way all layers are made. */
export function createLayerBuilder({ host, store, log, handOut, leaving }: LayerBuilderDeps): LayerBuilder {
	return {
		found(id) {
			// It may still look whole, and is gone in a moment.
			if (leaving(id)) return null;
			const image = store.find(id);
			if (image) handOut(id);
			return image;
		},
		async build(image, signal, work, commit = () => host.call(buildCommit, image)) {
			// Whoever asked for it learns whether that went well: the new one takes its place.
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
					.catch((left: unknown) => log.error({ err: left }, 'A half-made layer could not be removed'));
				store.forget([image.id]);
				throw error;
			}
		}
	};
}
