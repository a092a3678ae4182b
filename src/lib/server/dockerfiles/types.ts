import type { Readable } from 'node:stream';
import type { RegistryLogin } from '../build/index.ts';
import type { LocalImage } from '../images/index.ts';
import type { NetworkPolicy } from '../network/types.ts';

/** What is built, and how. */
export interface BuildRequest {
	/** Path of the Dockerfile in the context. */
	dockerfile: string;
	/** Stage that is built, by its name or number; null: the last. */
	target: string | null;
	/** Values of build arguments. */
	args: [name: string, value: string][];
	labels: [name: string, value: string][];
	/** Names that the image gets; each was checked. */
	tags: string[];
	/** Further names for what it runs, `name:address`. */
	hosts: string[];
	/** Whether steps are taken as they came out before. */
	cache: boolean;
	/** Whether registries are asked for images that are here already. */
	pull: boolean;
	/** Whether it reaches the internet. */
	internet: boolean;
	/** Of all that runs for it; null: half of the host's. */
	memoryBytes: number | null;
	shmBytes: number | null;
	platform: string | null;
	/** Name and password for a registry, by its host. */
	login(registry: string): RegistryLogin | null;
}

export interface BuildListener {
	/** What is to be shown, as it comes. */
	text(text: string): void;
	signal: AbortSignal;
}

export interface Dockerfiles {
	/**
	 * Builds an image and keeps it under its names. One is built at a time; the others wait.
	 * @param context a tar with all that it copies, and its Dockerfile; gzip perhaps
	 * @throws BuildFailed; BoxError 409 `host-cannot-run`, `no-buildah`; 413 `context-too-large`;
	 *   422 `bad-context`, `bad-dockerfile`; 429 `too-many-builds`; 507 `disk-full`; those of
	 *   images and registries
	 */
	build(request: BuildRequest, context: Readable, listener: BuildListener): Promise<LocalImage>;
	/** Removes what builds have kept for later ones. @returns bytes that were freed */
	prune(): Promise<number>;
	/** What a build that goes on reaches. */
	policies(): NetworkPolicy[];
	/** Removes what a build left when dogeboxd was killed. */
	begin(): Promise<void>;
}
