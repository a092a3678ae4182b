/** Progress of a build, for a job's step. `fraction` 0–1. */
export type BuildProgress = (fraction: number, note: string) => void;

export interface BuiltImage {
	id: string;
	/** Folder with the layer's files, owned by the mapped range. */
	path: string;
	title: string;
	sizeBytes: number;
}

/** An archive from the web that is unpacked over the packages. */
export interface FetchedArchive {
	url: string;
	/** SHA-256 of the archive, lower-case hex. */
	sha256: string;
	/** Absolute folder inside the container. */
	unpackTo: string;
	stripComponents?: number | undefined;
}

export interface DebianBuild {
	/** Debian package names. */
	packages: string[];
	/** `bookworm`; default is that of the builder. */
	suite?: string | undefined;
	/** Date of a snapshot of Debian's archive, `20260901T000000Z`. */
	snapshot?: string | undefined;
	/** Those for this host's architecture. */
	fetch?: FetchedArchive[] | undefined;
}

export interface ImageBuild {
	/**
	 * `registry.example:5000/ns/name@sha256:…`, `nginx:1.25@sha256:…` (Docker Hub; the digest
	 * counts, the tag is for readers); or a path inside `folder`: an OCI image layout, a tar of
	 * one, or an archive of `docker save`.
	 */
	image: string;
	/** Folder of the pup's files. */
	folder: string;
}

/** What Nix builds for a pup. */
export type NixSpec = {
	/** Folder of the pup's files. */
	folder: string;
	/** Names of its services. */
	services: readonly string[];
} & (
	| {
			kind: 'file';
			/** Path in the folder; it makes a package of the name of each service. */
			nixFile: string;
	  }
	| {
			kind: 'flake';
			/** Folder of `flake.nix` and `flake.lock` in the folder. */
			path: string;
			/** The one package that all services are found in. */
			package: string;
	  }
);

/** Path in the Nix store of what each service is found in, by its name. */
export type NixPackages = Readonly<Record<string, string>>;

/** What an image says of how its programs are run; a pup's manifest goes before it. */
export interface ImageConfig {
	env: Record<string, string>;
	workingDir: string | null;
	entrypoint: string[];
	cmd: string[];
	/** Folders, absolute, that it keeps its data in. */
	volumes: string[];
	/** Ids of the user that it wants to be run as; null where that was not asked for. */
	account: { uid: number; gid: number; groups: number[] } | null;
}

/** Name and password for a registry. */
export interface RegistryLogin {
	username: string;
	password: string;
}

/** An image that a registry has, and the ways to its parts. */
export interface RegistryImage {
	/** `docker.io/library/nginx` */
	name: string;
	tag: string | null;
	/** SHA-256 of what the name meant, an index or a manifest, hex. */
	digest: string;
	/** Bottom first. `key`: SHA-256 of the file; `diffId`: of the plain tar in it. */
	layers: { key: string; size: number; diffId: string }[];
	/** Of the image for this host, byte for byte. */
	documents: { manifest: Buffer; config: Buffer };
	/** @returns absolute path of a layer’s file, in the folder of downloads */
	fetch(
		layer: { key: string; size: number; diffId: string },
		onBytes: (done: number) => void,
		signal: AbortSignal
	): Promise<string>;
}

/** A part of an image that is to be in a registry. */
export interface SentBlob {
	/** SHA-256, hex. */
	digest: string;
	size: number;
	/** Absolute path. */
	file: string;
	/** Repositories of the same registry that may have it. */
	elsewhere: readonly string[];
}

/** A name in a registry that an image is pushed to. */
export interface RegistryTarget {
	/** `docker.io/library/nginx` */
	name: string;
	tag: string;
	/**
	 * Has a part of it there. What breaks off is gone on with.
	 * @param onBytes called with how many are on their way
	 * @throws BoxError 502 those of registries
	 */
	send(
		blob: SentBlob,
		onBytes: (done: number) => void,
		signal: AbortSignal
	): Promise<{ how: 'there' | 'sent' } | { how: 'mounted'; from: string }>;
	/** Gives the name its image, whose parts are there. @throws BoxError as `send` */
	finish(manifest: { bytes: Buffer; mediaType: string }, signal: AbortSignal): Promise<void>;
}

/** What a registry finds for a word. */
export interface SearchResult {
	name: string;
	description: string;
	stars: number;
	official: boolean;
	automated: boolean;
}

/** An image whose files lie here. */
export interface StoredImage {
	/** What it is known by: SHA-256 of what its registry’s name meant, or of its manifest, hex. */
	key: string;
	title: string;
	/** Its configuration, byte for byte. */
	config: Buffer;
	/** Bottom first: absolute paths in the data folder, and bytes. */
	layers: { file: string; size: number }[];
}

export type Able = { ok: true } | { ok: false; reason: string; command: string | null };

/** Layers that somebody needs. */
export interface LayerUse {
	/** Ids, base first. */
	layers: readonly string[];
	/** Null: a box has it, or an image that is kept. */
	pupId: string | null;
	/** Of the pup; the name of the box or image. */
	version: string;
	/**
	 * What for: what it runs from, what an update prepares, or what it had before and is kept to go
	 * back to.
	 */
	as: 'current' | 'pending' | 'previous';
}

export interface UnusedLayer {
	id: string;
	title: string;
	/** `base`, `packages`, `archives`, `image` or `nix`. */
	kind: string;
	bytes: number;
	/** It was asked for within the last hour. */
	recent: boolean;
}

export interface UsedLayer {
	id: string;
	title: string;
	kind: string;
	bytes: number;
	/** Empty: nobody names it itself, but a layer above it may need it. */
	usedBy: Omit<LayerUse, 'layers'>[];
}

export interface Builder {
	/** Whether this host can build each kind, and if not, why and what to do. */
	capabilities(): Promise<{ nix: Able; flake: Able; debian: Able; image: Able }>;
	/** The base layer, built once; concurrent callers share one build. */
	ensureBase(
		spec: Pick<DebianBuild, 'suite' | 'snapshot'>,
		progress: BuildProgress,
		log: (line: string) => void,
		signal: AbortSignal
	): Promise<BuiltImage>;
	/**
	 * Base, the packages as a layer on top, the archives as a layer on top of that; cached by
	 * content (suite, base id, resolved package versions; hashes of the archives). Layers base
	 * first.
	 */
	ensureDebian(
		spec: DebianBuild,
		progress: BuildProgress,
		log: (line: string) => void,
		signal: AbortSignal
	): Promise<BuiltImage[]>;
	/**
	 * The image as one layer (its own layers, verified, put over each other), and how it wants to
	 * be run.
	 */
	ensureImage(
		spec: ImageBuild,
		progress: BuildProgress,
		log: (line: string) => void,
		signal: AbortSignal
	): Promise<{ layers: BuiltImage[]; config: ImageConfig }>;
	/**
	 * What Nix makes of a pup's own Nix file or flake, as a layer that names it. It is evaluated
	 * purely, with dogeboxd's rights, and built in Nix's sandbox.
	 * @throws BoxError 422 `nix-build-failed` with Nix's first error, its file and line;
	 *   `bad-nix-build`
	 */
	ensureNix(
		spec: NixSpec,
		progress: BuildProgress,
		log: (line: string) => void,
		signal: AbortSignal
	): Promise<BuiltImage[]>;
	/** What a layer of {@link ensureNix} names; null for any other. */
	nixPackages(id: string): NixPackages | null;
	/**
	 * The same of an image whose files lie here; both know it by one key, and share the layer.
	 * @throws BoxError 422 `image-unusable`, `no-image-for-platform`, `wrong-hash`
	 */
	ensureStored(
		image: StoredImage,
		progress: BuildProgress,
		log: (line: string) => void,
		signal: AbortSignal
	): Promise<BuiltImage>;
	/**
	 * Asks a registry for an image, without fetching its layers.
	 * @param text name with a tag or a digest
	 * @param login null: what DOGEBOX_REGISTRY_AUTH has
	 * @throws BoxError 422 `invalid-image`; 502 those of registries
	 */
	openImage(text: string, login: RegistryLogin | null, signal: AbortSignal): Promise<RegistryImage>;
	/**
	 * Where an image is pushed to; nothing is asked yet.
	 * @param login null: none. What DOGEBOX_REGISTRY_AUTH has is to read with alone
	 * @throws BoxError 422 `invalid-image`
	 */
	openTarget(text: string, login: RegistryLogin | null): RegistryTarget;
	/**
	 * All tags of a repository.
	 * @throws BoxError as `openImage`
	 */
	tagsOf(text: string, login: RegistryLogin | null, signal: AbortSignal): Promise<string[]>;
	/**
	 * Asks a registry for images with this word in their names.
	 * @param term with the registry in front of it, or a word for Docker Hub
	 * @param limit 1–100
	 * @throws BoxError 422 `invalid-image`; 502 those of registries
	 */
	searchImages(term: string, limit: number, login: RegistryLogin | null, signal: AbortSignal): Promise<SearchResult[]>;
	/**
	 * Asks a registry whether a name and password are good there. They are not kept.
	 * @param registry as `docker login` writes it; empty for Docker Hub
	 * @throws BoxError 422 `invalid-image`; 502 those of registries
	 */
	signIn(registry: string, login: RegistryLogin, signal: AbortSignal): Promise<void>;
	/**
	 * Looks at the name of an image in a registry, with a tag or a digest.
	 * @throws BoxError 422 `invalid-image`
	 */
	checkImage(text: string): void;
	/**
	 * Asks the registry which image a name means now.
	 * @param text with a tag (`latest` where none is named) or a digest, which is not asked for
	 * @returns `sha256:…`, of its manifest or index
	 * @throws BoxError 422 `invalid-image`; 502 `not-in-registry` and others of registries
	 */
	resolveImage(text: string, signal: AbortSignal): Promise<string>;
	/** The name of an image with its digest (`sha256:…`), as {@link ensureImage} takes it. */
	pinnedImage(text: string, digest: string): string;
	/** How a built image wants to be run; null for a layer that is no image. */
	imageConfig(id: string): ImageConfig | null;
	/**
	 * Adds somebody who uses layers: they are kept as long as `uses` names them. Asked whenever
	 * something is to be freed.
	 */
	addUser(uses: () => readonly LayerUse[]): void;
	/** Layers by size, largest first, with who uses each. */
	layers(): UsedLayer[];
	/**
	 * Layers that nobody uses: no version of a pup, no layer above one that is used, no build that
	 * is under way. Largest first. Base layers are among them only where no pup is left on them.
	 */
	unusedLayers(): UnusedLayer[];
	/**
	 * Removes those of these layers that nobody uses by now. @returns bytes freed
	 */
	freeUnused(ids: readonly string[]): Promise<number>;
	/** At start: throws away what a killed build left half-made. */
	recover(): Promise<void>;
}
