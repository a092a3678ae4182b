/** How an image wants to be run, as much of it as clients of Docker act on. */

import type { Asked } from './asked.ts';

/** What an image says of how it is run. */
export interface ImageWords {
	entrypoint: readonly string[];
	cmd: readonly string[];
	/** Folders that it wants on volumes. */
	volumes: readonly string[];
	/** As `80/tcp`. */
	exposed: readonly string[];
	env: Readonly<Record<string, string>>;
	/** Empty: not said. */
	workingDir: string;
	/** By which it wants to be asked to end; empty: not said. */
	stopSignal: string;
	/** As Docker's images write it; null: none. */
	healthcheck: Asked['Healthcheck'] | null;
}

/** Of an image that says nothing. */
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
