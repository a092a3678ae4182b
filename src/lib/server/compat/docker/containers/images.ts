/** Which image a name means, and how it wants to be run. */
import type { Services } from '../../../services.ts';
import { noSuch } from '../errors.ts';
import type { ImageWords } from './wish.ts';

/** An image of this host. */
export interface FoundImage extends ImageWords {
	/** As a box is to name it. */
	reference: string;
}

export interface ImageNames {
	/** @throws DockerError 404 for none that is here, upon which clients pull it */
	find(reference: string, signal: AbortSignal): Promise<FoundImage>;
	/** What is known of the image of a box that is there. */
	wordsOf(image: string): ImageWords | null;
}

const NOTHING: ImageWords = { entrypoint: [], cmd: [], volumes: [], exposed: [] };

/** Fetches what is not here: for as long as images are known by the boxes made of them alone. */
export function createImageNames({ builder }: Pick<Services, 'builder'>): ImageNames {
	const known = new Map<string, ImageWords>();
	return {
		async find(reference, signal) {
			if (!builder) throw noSuch('image', reference);
			builder.checkImage(reference);
			const digest = await builder.resolveImage(reference, signal);
			const image = builder.pinnedImage(reference, digest);
			const { layers } = await builder.ensureImage(
				{ image, folder: '/' },
				() => {},
				() => {},
				signal
			);
			const config = builder.imageConfig(layers.at(-1)!.id);
			const words = config ? { ...NOTHING, ...config } : NOTHING;
			known.set(reference, words);
			return {
				reference,
				entrypoint: words.entrypoint,
				cmd: words.cmd,
				volumes: words.volumes,
				exposed: words.exposed
			};
		},
		wordsOf: (image) => known.get(image) ?? null
	};
}
