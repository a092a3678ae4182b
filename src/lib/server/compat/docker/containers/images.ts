/** Finds the image that a name means, and how that image wants to be run. */
import type { Services } from '../../../services.ts';
import { noSuch } from '../errors.ts';
import { readHealthcheck } from './asked.ts';
import { NO_WORDS, type ImageWords } from './image-words.ts';

/** An image that is stored on this host. */
export interface FoundImage extends ImageWords {
	/** The reference to store at a box. */
	reference: string;
}

export interface ImageNames {
	/** @throws DockerError 404 where the image is not stored here; clients then pull it */
	find(reference: string, signal: AbortSignal): Promise<FoundImage>;
}

/** Searches only the stored images. Clients pull an image that is missing. */
export function createImageNames({ builder, images }: Pick<Services, 'builder' | 'images'>): ImageNames {
	return {
		async find(reference, signal) {
			const image = images.find(reference);
			if (!image) throw noSuch('image', reference);
			const { id: layer } = await images.ensureRoot(image, { progress: () => {}, log: () => {}, signal });
			const { config } = await images.get(image.id);
			const run = builder?.imageConfig(layer);
			// The name that the client gave, unless it was the beginning of the image's id.
			const byId = image.id.startsWith(reference) || image.id.startsWith(`sha256:${reference}`);
			return {
				...NO_WORDS,
				...(run && {
					entrypoint: run.entrypoint,
					cmd: run.cmd,
					volumes: run.volumes,
					env: run.env,
					workingDir: run.workingDir ?? ''
				}),
				reference: byId ? image.id : reference,
				stopSignal: typeof config['StopSignal'] === 'string' ? config['StopSignal'] : '',
				healthcheck: readHealthcheck(config['Healthcheck']),
				exposed: Object.keys((config['ExposedPorts'] as object | null | undefined) ?? {})
			};
		}
	};
}
