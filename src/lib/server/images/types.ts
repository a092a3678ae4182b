import type { Readable } from 'node:stream';
import type { ImageSummary, StoredImageSource } from '../../contract/images.ts';
import type { Job } from '../../contract/jobs.ts';
import type { Builder, BuildProgress, BuiltImage, RegistryLogin } from '../build/index.ts';

/** A stored image. */
export interface LocalImage extends Omit<ImageSummary, 'boxes'> {
	/** `sha256:…` of its manifest. */
	manifest: string;
	/** Its pin for `Builder.pinnedImage` and the rows of boxes: `sha256:…`. */
	pin: string;
	/** Id of its root among layers; null until it is unpacked. */
	layer: string | null;
}

/** An image with the contents of its configuration. */
export interface ImageDetail extends LocalImage {
	architecture: string;
	os: string;
	author: string;
	/** How its programs are run: `config` of its configuration (image-spec, config.md). */
	config: Record<string, unknown>;
	/** `sha256:…` of each layer's uncompressed tar, bottom first. */
	diffIds: string[];
}

/** One step of an image's creation, newest first. */
export interface ImageHistory {
	createdAt: number;
	createdBy: string;
	comment: string;
	/** Bytes of the stored layer; 0 for a step without one. */
	sizeBytes: number;
}

/** An event of a layer while an image is pulled. */
export type PullEvent =
	| { kind: 'layer'; id: string; status: 'waiting' | 'there' | 'fetched' | 'unpacked' }
	| { kind: 'bytes'; id: string; done: number; total: number }
	| { kind: 'note'; text: string };

export interface PullOptions {
	login?: RegistryLogin | null;
	/** `linux/arm64`. A platform that this host cannot run is refused. */
	platform?: string | null;
	onProgress?: (event: PullEvent) => void;
	signal: AbortSignal;
}

/**
 * An event of a layer while an image is pushed. `id`: beginning of the hash of its uncompressed
 * tar.
 */
export type PushEvent =
	| { kind: 'layer'; id: string; status: 'preparing' | 'waiting' | 'there' | 'pushed' }
	| { kind: 'mounted'; id: string; from: string }
	| { kind: 'bytes'; id: string; done: number; total: number };

export interface PushOptions {
	login?: RegistryLogin | null;
	onProgress?: (event: PushEvent) => void;
	signal: AbortSignal;
}

/** What a removal did to names and images. */
export type RemovedPart = { untagged: string } | { deleted: string };

/** A box that runs from a root. */
export interface ImageUser {
	layer: string;
	/** Name of the box. */
	name: string;
	id: string;
	running: boolean;
}

export interface NewImage {
	/** Tar of its root, perhaps gzip. */
	root: Readable;
	source: Extract<StoredImageSource, 'import' | 'commit'>;
	/** Member `config` of its configuration. */
	config: Record<string, unknown>;
	author?: string;
	comment?: string;
	/** Name with a tag; null for none. */
	name: string | null;
}

export interface Images {
	/**
	 * Resolves a reference: `name:tag`, `name@sha256:…`, an id, or the beginning of an id. Names
	 * are completed like Docker's: `nginx` is `docker.io/library/nginx:latest`.
	 */
	find(reference: string): LocalImage | null;
	/** Newest first. */
	list(): LocalImage[];
	/** @throws BoxError 404 `no-such-image` */
	get(reference: string): Promise<ImageDetail>;
	/** The image that a root was created from. */
	ofLayer(layer: string): LocalImage | null;
	/** The image whose root has this pin, {@link LocalImage.pin}. */
	ofPin(pin: string): LocalImage | null;
	/**
	 * Pulls an image, stores it and unpacks it.
	 * @returns `fresh`: it was not stored here, or its name referred to another image
	 * @throws BoxError 422 `invalid-image`, `no-image-for-platform`; 502 those of registries
	 */
	pull(reference: string, options: PullOptions): Promise<{ image: LocalImage; digest: string; fresh: boolean }>;
	/**
	 * Pushes an image to the registry of its name, and stores its digest there.
	 * @param name with a tag
	 * @returns `digest`: `sha256:…` of its manifest in the registry; `size`: bytes of that
	 * @throws BoxError 404 `no-such-image`, 422 `invalid-image`, 502 those of registries
	 */
	push(name: string, options: PushOptions): Promise<{ digest: string; size: number }>;
	/** @see Builder.tagsOf */
	tagsOf: Builder['tagsOf'];
	/** @see Builder.searchImages */
	search: Builder['searchImages'];
	/**
	 * Checks whether a registry accepts a user name and password. Does not store them.
	 * @throws BoxError as `Builder.signIn`, 409 `host-cannot-run`
	 */
	signIn(registry: string, login: RegistryLogin, signal: AbortSignal): Promise<void>;
	/**
	 * Submits a pull as a job. For each name there is one at a time.
	 * @throws BoxError 422 `invalid-image`, 409 `host-cannot-run`, `stopping`
	 */
	requestPull(reference: string): Job;
	/** Names of boxes that were created from it. */
	usersOf(image: LocalImage): string[];
	/** Ensures that its root exists. @throws BoxError those of images */
	ensureRoot(
		image: LocalImage,
		listener: { progress: BuildProgress; log(line: string): void; signal: AbortSignal }
	): Promise<BuiltImage>;
	/** Adds a name to an image. Another image with this name loses it. @throws BoxError 404, 422 */
	tag(reference: string, name: string): LocalImage;
	/**
	 * Removes a name, and with the last one the image.
	 * @param force also remove it by its id where it has several names, or where boxes were created
	 *   from it; by its id the image of a running box is never removed
	 * @param dry only return what would be removed
	 * @throws BoxError 404 `no-such-image`, 409 `image-in-use`
	 */
	remove(reference: string, force: boolean, dry?: boolean): Promise<RemovedPart[]>;
	/**
	 * Removes images without a name, or all that no box was created from; with `dry` only returns
	 * them. `only`: ids that may be removed.
	 */
	prune(options: {
		all: boolean;
		only?: ReadonlySet<string>;
		before?: number | undefined;
		dry?: boolean;
	}): Promise<{ removed: RemovedPart[]; bytes: number }>;
	/** @throws BoxError 404 `no-such-image` */
	history(reference: string): Promise<ImageHistory[]>;
	/**
	 * Writes images as `docker save` does: an OCI layout that is an archive of `docker save` as
	 * well.
	 * @returns a tar stream
	 * @throws BoxError 404 `no-such-image`
	 */
	save(references: readonly string[]): Promise<Readable>;
	/**
	 * Loads an archive of `docker save`, or a tar of an OCI image layout, perhaps gzip.
	 * @param onLoaded called with each name, or with the id of an image without one
	 * @throws BoxError 422 `image-unusable`, `wrong-hash`, those of archives
	 */
	load(archive: Readable, options: { onLoaded?: (name: string) => void; signal: AbortSignal }): Promise<LocalImage[]>;
	/** Creates an image from a root. @throws BoxError 422 `image-unusable`, those of archives */
	assemble(image: NewImage, signal: AbortSignal): Promise<LocalImage>;
	/** Bytes of everything stored besides the roots. */
	bytes(): Promise<number>;
	/** Adds boxes that run from roots. Their images are not removed. */
	addUsers(users: () => readonly ImageUser[]): void;
	/** Removes what no image uses. Called at the start. */
	recover(): Promise<void>;
}
