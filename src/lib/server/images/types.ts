import type { Readable } from 'node:stream';
import type { ImageSummary, StoredImageSource } from '../../contract/images.ts';
import type { Job } from '../../contract/jobs.ts';
import type { Builder, BuildProgress, BuiltImage, RegistryLogin } from '../build/index.ts';

/** An image that is kept here. */
export interface LocalImage extends Omit<ImageSummary, 'boxes'> {
	/** `sha256:…` of its manifest. */
	manifest: string;
	/** What `Builder.pinnedImage` and rows of boxes name it by: `sha256:…`. */
	pin: string;
	/** Id of its root among layers; null until it is unpacked. */
	layer: string | null;
}

/** What an image says of itself. */
export interface ImageDetail extends LocalImage {
	architecture: string;
	os: string;
	author: string;
	/** How its programs are run, in the words of its configuration (image-spec, config.md). */
	config: Record<string, unknown>;
	/** `sha256:…` of the plain tar of each layer, bottom first. */
	diffIds: string[];
}

/** One step of how an image was made, newest first. */
export interface ImageHistory {
	createdAt: number;
	createdBy: string;
	comment: string;
	/** Bytes of the layer as it is kept; 0 for a step that made none. */
	sizeBytes: number;
}

/** What happens to a layer while an image is fetched. */
export type PullEvent =
	| { kind: 'layer'; id: string; status: 'waiting' | 'there' | 'fetched' | 'unpacked' }
	| { kind: 'bytes'; id: string; done: number; total: number }
	| { kind: 'note'; text: string };

export interface PullOptions {
	login?: RegistryLogin | null;
	/** `linux/arm64`; one that this host does not run is refused. */
	platform?: string | null;
	onProgress?: (event: PullEvent) => void;
	signal: AbortSignal;
}

/** What happens to a layer while an image is pushed. `id`: beginning of its plain hash. */
export type PushEvent =
	| { kind: 'layer'; id: string; status: 'preparing' | 'waiting' | 'there' | 'pushed' }
	| { kind: 'mounted'; id: string; from: string }
	| { kind: 'bytes'; id: string; done: number; total: number };

export interface PushOptions {
	login?: RegistryLogin | null;
	onProgress?: (event: PushEvent) => void;
	signal: AbortSignal;
}

/** What became of names and images. */
export type RemovedPart = { untagged: string } | { deleted: string };

/** Somebody who runs from a root. */
export interface ImageUser {
	layer: string;
	/** Of the box. */
	name: string;
	id: string;
	running: boolean;
}

export interface NewImage {
	/** Plain tar of its root, gzip perhaps. */
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
	 * The image that a reference means: `name:tag`, `name@sha256:…`, its id, or the beginning of
	 * its id. Names are taken as Docker takes them: `nginx` is `docker.io/library/nginx:latest`.
	 */
	find(reference: string): LocalImage | null;
	/** Newest first. */
	list(): LocalImage[];
	/** @throws BoxError 404 `no-such-image` */
	get(reference: string): Promise<ImageDetail>;
	/** The image that a root was made from. */
	ofLayer(layer: string): LocalImage | null;
	/** The image whose root has this pin, {@link LocalImage.pin}. */
	ofPin(pin: string): LocalImage | null;
	/**
	 * Fetches an image, keeps it, and unpacks it.
	 * @returns `fresh`: it was not here, or its name meant another one
	 * @throws BoxError 422 `invalid-image`, `no-image-for-platform`; 502 those of registries
	 */
	pull(reference: string, options: PullOptions): Promise<{ image: LocalImage; digest: string; fresh: boolean }>;
	/**
	 * Puts an image into the registry of its name, and notes the digest that it has there.
	 * @param name with a tag
	 * @returns `digest`: `sha256:…` of its manifest there; `size`: bytes of that
	 * @throws BoxError 404 `no-such-image`, 422 `invalid-image`, 502 those of registries
	 */
	push(name: string, options: PushOptions): Promise<{ digest: string; size: number }>;
	/** @see Builder.tagsOf */
	tagsOf: Builder['tagsOf'];
	/** @see Builder.searchImages */
	search: Builder['searchImages'];
	/**
	 * Asks a registry whether a name and password are good there. They are not kept.
	 * @throws BoxError as `Builder.signIn`, 409 `host-cannot-run`
	 */
	signIn(registry: string, login: RegistryLogin, signal: AbortSignal): Promise<void>;
	/**
	 * Asks for a pull as a job; of one name there is one at a time.
	 * @throws BoxError 422 `invalid-image`, 409 `host-cannot-run`, `stopping`
	 */
	requestPull(reference: string): Job;
	/** Names of boxes that were made from it. */
	usersOf(image: LocalImage): string[];
	/** Makes sure that its root is there. @throws BoxError those of images */
	ensureRoot(
		image: LocalImage,
		listener: { progress: BuildProgress; log(line: string): void; signal: AbortSignal }
	): Promise<BuiltImage>;
	/** Gives an image a further name; one that had it loses it. @throws BoxError 404, 422 */
	tag(reference: string, name: string): LocalImage;
	/**
	 * Removes a name, and the image with its last one.
	 * @param force also by its id where it has several names, or a stopped box was made from it
	 * @param dry says what would be removed
	 * @throws BoxError 404 `no-such-image`, 409 `image-in-use`
	 */
	remove(reference: string, force: boolean, dry?: boolean): Promise<RemovedPart[]>;
	/**
	 * Removes images without a name, or all that no box was made from; `dry` says which.
	 * `only`: ids of those that may go.
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
	 * Writes images as `docker save` does: an OCI layout which is a `docker save` archive as well.
	 * @returns tar, as it is read
	 * @throws BoxError 404 `no-such-image`
	 */
	save(references: readonly string[]): Promise<Readable>;
	/**
	 * Takes an archive of `docker save`, or a tar of an OCI image layout, gzip perhaps.
	 * @param onLoaded called with each name, or with the id of an image without one
	 * @throws BoxError 422 `image-unusable`, `wrong-hash`, those of archives
	 */
	load(archive: Readable, options: { onLoaded?: (name: string) => void; signal: AbortSignal }): Promise<LocalImage[]>;
	/** Makes an image of a root. @throws BoxError 422 `image-unusable`, those of archives */
	assemble(image: NewImage, signal: AbortSignal): Promise<LocalImage>;
	/** Bytes of all that is kept beside the roots. */
	bytes(): Promise<number>;
	/** Who runs from roots: they keep images from being removed. */
	addUsers(users: () => readonly ImageUser[]): void;
	/** At start: removes what no image has. */
	recover(): Promise<void>;
}
