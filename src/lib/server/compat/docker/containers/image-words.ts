/** How an image wants to be run, as far as Docker's clients use it. */

import type { Asked } from './asked.ts';

/** What an image says of how it is run. */
export interface ImageWords {
	entrypoint: readonly string[];
	cmd: readonly string[];
	/** Folders that the image declares as volumes. */
	volumes: readonly string[];
	/** Exposed ports, written as `80/tcp`. */
	exposed: readonly string[];
	env: Readonly<Record<string, string>>;
	/** Empty where the image sets none. */
	workingDir: string;
	/** Signal that asks the program to end; empty where the image sets none. */
	stopSignal: string;
	/** In the format of Docker's images; null for none. */
	healthcheck: Asked['Healthcheck'] | null;
}

/** The words of an image that sets nothing. */
export const NO_WORDS: ImageWords = {
	entrypoint: [],
	cmd: [],
	volumes: [],
	exposed: [],
	env: {},
	workingDir: '',
	stopSignal: '',
	healthcheck: null
};
