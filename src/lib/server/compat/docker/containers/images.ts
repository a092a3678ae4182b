/** Which image a name means, and how it wants to be run. */
import type { Services } from '../../../services.ts';
import { noSuch } from '../errors.ts';
import { readHealthcheck } from './asked.ts';
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

/** Looks among the images that are kept: what is not there, clients pull. */
export function createImageNames({ builder, images }: Pick<Services, 'builder' | 'images'>): ImageNames {
	return {
		async find(reference, signal) {
			const image = images.find(reference);
			if (!image) throw noSuch('image', reference);
			const { id: layer } = await images.ensureRoot(image, { progress: () => {}, log: () => {}, signal });
			const { config } = await images.get(image.id);
			const run = builder?.imageConfig(layer);
			// What it was named by, unless that is the beginning of its id.
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
