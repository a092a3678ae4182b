import type { Readable } from 'node:stream';
import type { RegistryLogin } from '../build/index.ts';
import type { LocalImage } from '../images/index.ts';
import type { NetworkPolicy } from '../network/types.ts';

/** Options of a build. */
export interface BuildRequest {
	/** Path of the Dockerfile in the context. */
	dockerfile: string;
	/** Name or number of the stage to build; null for the last. */
	target: string | null;
	/** Values of build arguments. */
	args: [name: string, value: string][];
	labels: [name: string, value: string][];
	/** Validated names for the image. */
	tags: string[];
	/** Additional host names for its steps, `name:address`. */
	hosts: string[];
	/** Whether cached results of steps are used. */
	cache: boolean;
	/** Whether base images are pulled again even if they are stored here. */
	pull: boolean;
	/** Whether steps can reach the internet. */
	internet: boolean;
	/** Memory of all its processes; null: half of the host's. */
	memoryBytes: number | null;
	shmBytes: number | null;
	platform: string | null;
	/** User name and password for a registry, by its host. */
	login(registry: string): RegistryLogin | null;
}

export interface BuildListener {
	/** Called with the text to show, as it arrives. */
	text(text: string): void;
	signal: AbortSignal;
}

export interface Dockerfiles {
	/**
	 * Builds an image and stores it under its names. Builds run one at a time; others wait.
	 * @param context a tar with the Dockerfile and the files that it copies, perhaps gzip
	 * @throws BuildFailed; BoxError 409 `host-cannot-run`, `no-buildah`; 413 `context-too-large`;
	 *   422 `bad-context`, `bad-dockerfile`; 429 `too-many-builds`; 507 `disk-full`; those of
	 *   images and registries
	 */
	build(request: BuildRequest, context: Readable, listener: BuildListener): Promise<LocalImage>;
	/** Removes the cache of builds. @returns bytes that were freed */
	prune(): Promise<number>;
	/** The network policy of a running build. */
	policies(): NetworkPolicy[];
	/** Removes what a build left behind when dogeboxd was killed. */
	begin(): Promise<void>;
}
