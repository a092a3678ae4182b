/** Which image a name means, and how it wants to be run. */
import type { Services } from '../../../services.ts';
import { noSuch } from '../errors.ts';
import { NO_WORDS, type ImageWords } from './image-words.ts';

/** An image of this host. */
export interface FoundImage extends ImageWords {
	/** As a box is to name it. */
	reference: string;
}

export interface ImageNames {
	/** @throws DockerError 404 for none that is here, upon which clients pull it */
	find(reference: string, signal: AbortSignal): Promise<FoundImage>;
}

/** Fetches what is not here: for as long as images are known by the boxes made of them alone. */
export function createImageNames({ builder }: Pick<Services, 'builder'>): ImageNames {
	return {
		async find(reference, signal) {
			if (!builder) throw noSuch('image', reference);
			builder.checkImage(reference);
			const digest = await builder.resolveImage(reference, signal);
			const image = builder.pinnedImage(reference, digest);
			const quiet = () => {};
			const { layers } = await builder.ensureImage({ image, folder: '/' }, quiet, quiet, signal);
			const config = builder.imageConfig(layers.at(-1)!.id);
			if (!config) return { ...NO_WORDS, reference };
			const { entrypoint, cmd, volumes, env, workingDir } = config;
			return { ...NO_WORDS, reference, entrypoint, cmd, volumes, env, workingDir: workingDir ?? '' };
		}
	};
}
