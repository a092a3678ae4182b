/** Progress of a build, for a job's step. `fraction` 0–1. */
export type BuildProgress = (fraction: number, note: string) => void;

export interface BuiltImage {
	id: string;
	/** Folder with the layer's files, owned by the mapped id range. */
	path: string;
	title: string;
	sizeBytes: number;
}

/** An archive of the web that is unpacked over the packages. */
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
	/** `bookworm`; the default is chosen by the builder. */
	suite?: string | undefined;
	/** Date of a snapshot of Debian's archive, `20260901T000000Z`. */
	snapshot?: string | undefined;
	/** Archives for this host's architecture. */
	fetch?: FetchedArchive[] | undefined;
}

export interface ImageBuild {
	/**
	 * `registry.example:5000/ns/name@sha256:…`, `nginx:1.25@sha256:…` (Docker Hub; the digest
	 * identifies the image, the tag is for readers); or a path inside `folder`: an OCI image
	 * layout, a tar of one, or an archive of `docker save`.
	 */
	image: string;
	/** Folder of the pup's files. */
	folder: string;
}

/** The input of a Nix build. */
export type NixSpec = {
	/** Folder of the pup's files. */
	folder: string;
	/** Names of its services. */
	services: readonly string[];
} & (
	| {
			kind: 'file';
			/**
			 * Path in the folder. The file defines a package for each service, with the service's
			 * name.
			 */
			nixFile: string;
	  }
	| {
			kind: 'flake';
			/** Folder of `flake.nix` and `flake.lock` in the folder. */
			path: string;
			/** The one package that contains all services. */
			package: string;
	  }
);

/** Nix store path of each service's package, by the service's name. */
export type NixPackages = Readonly<Record<string, string>>;

/** How an image wants its programs to be run. A pup's manifest overrides it. */
export interface ImageConfig {
	env: Record<string, string>;
	workingDir: string | null;
	entrypoint: string[];
	cmd: string[];
	/** Absolute folders for its data. */
	volumes: string[];
	/** Ids of the user that it runs as; null where that was not requested. */
	account: { uid: number; gid: number; groups: number[] } | null;
}

/** User name and password for a registry. */
export interface RegistryLogin {
	username: string;
	password: string;
}

/** An image of a registry, and functions to fetch its parts. */
export interface RegistryImage {
	/** `docker.io/library/nginx` */
	name: string;
	tag: string | null;
	/** SHA-256 of the index or manifest that the name refers to, hex. */
	digest: string;
	/** Bottom first. `key`: SHA-256 of the file; `diffId`: of the uncompressed tar. */
	layers: { key: string; size: number; diffId: string }[];
	/** Documents of the image for this host, byte for byte. */
	documents: { manifest: Buffer; config: Buffer };
	/** @returns absolute path of a layer’s file, in the folder of downloads */
	fetch(
		layer: { key: string; size: number; diffId: string },
		onBytes: (done: number) => void,
		signal: AbortSignal
	): Promise<string>;
}

/** A part of an image that is to be pushed. */
export interface SentBlob {
	/** SHA-256, hex. */
	digest: string;
	size: number;
	/** Absolute path. */
	file: string;
	/** Repositories of the same registry that may have it. */
	elsewhere: readonly string[];
}

/** A name in a registry to push an image to. */
export interface RegistryTarget {
	/** `docker.io/library/nginx` */
	name: string;
	tag: string;
	/**
	 * Ensures that the registry has a part. Resumes an interrupted upload.
	 * @param onBytes called with the number of bytes sent
	 * @throws BoxError 502 those of registries
	 */
	send(
		blob: SentBlob,
		onBytes: (done: number) => void,
		signal: AbortSignal
	): Promise<{ how: 'there' | 'sent' } | { how: 'mounted'; from: string }>;
	/** Uploads the manifest under the name, after all parts. @throws BoxError as `send` */
	finish(manifest: { bytes: Buffer; mediaType: string }, signal: AbortSignal): Promise<void>;
}

/** A search result of a registry. */
export interface SearchResult {
	name: string;
	description: string;
	stars: number;
	official: boolean;
	automated: boolean;
}

/** An image whose files are stored here. */
export interface StoredImage {
	/** Its key: SHA-256 of what its registry’s name referred to, or of its manifest, hex. */
	key: string;
	title: string;
	/** Its configuration, byte for byte. */
	config: Buffer;
	/** Bottom first: absolute paths in the data folder, and bytes. */
	layers: { file: string; size: number }[];
}

export type Able = { ok: true } | { ok: false; reason: string; command: string | null };

/** Layers that a pup, a box or a stored image needs. */
export interface LayerUse {
	/** Ids, base first. */
	layers: readonly string[];
	/** Null: a box or a stored image uses them. */
	pupId: string | null;
	/** Version of the pup, or the name of the box or image. */
	version: string;
	/**
	 * The purpose: what the pup runs from, what an update prepares, or what is kept for a rollback.
	 */
	as: 'current' | 'pending' | 'previous';
}

export interface UnusedLayer {
	id: string;
	title: string;
	/** `base`, `packages`, `archives`, `image` or `nix`. */
	kind: string;
	bytes: number;
	/** Requested within the last hour. */
	recent: boolean;
}

export interface UsedLayer {
	id: string;
	title: string;
	kind: string;
	bytes: number;
	/** Empty: nobody uses it directly, but a layer above it may need it. */
	usedBy: Omit<LayerUse, 'layers'>[];
}

export interface Builder {
	/** Whether this host can build each kind; if not, why, and what to do. */
	capabilities(): Promise<{ nix: Able; flake: Able; debian: Able; image: Able }>;
	/** Builds the base layer once. Concurrent callers share one build. */
	ensureBase(
		spec: Pick<DebianBuild, 'suite' | 'snapshot'>,
		progress: BuildProgress,
		log: (line: string) => void,
		signal: AbortSignal
	): Promise<BuiltImage>;
	/**
	 * Builds a base, packages as a layer on top, and archives as a layer on top of that. Cached by
	 * content (suite, base id, resolved package versions; hashes of the archives). Returns layers
	 * base first.
	 */
	ensureDebian(
		spec: DebianBuild,
		progress: BuildProgress,
		log: (line: string) => void,
		signal: AbortSignal
	): Promise<BuiltImage[]>;
	/**
	 * Builds the image as one layer (its own layers, verified and merged), and returns how it wants
	 * to be run.
	 */
	ensureImage(
		spec: ImageBuild,
		progress: BuildProgress,
		log: (line: string) => void,
		signal: AbortSignal
	): Promise<{ layers: BuiltImage[]; config: ImageConfig }>;
	/**
	 * Builds a pup's own Nix file or flake, and returns a layer that refers to the result.
	 * Evaluates purely with dogeboxd's rights, and builds in Nix's sandbox.
	 * @throws BoxError 422 `nix-build-failed` with Nix's first error, its file and line;
	 *   `bad-nix-build`
	 */
	ensureNix(
		spec: NixSpec,
		progress: BuildProgress,
		log: (line: string) => void,
		signal: AbortSignal
	): Promise<BuiltImage[]>;
	/** Store paths of a layer of {@link ensureNix}; null for any other. */
	nixPackages(id: string): NixPackages | null;
	/**
	 * Does the same as `ensureImage` for an image whose files are stored here. Both use the same
	 * key and share the layer.
	 * @throws BoxError 422 `image-unusable`, `no-image-for-platform`, `wrong-hash`
	 */
	ensureStored(
		image: StoredImage,
		progress: BuildProgress,
		log: (line: string) => void,
		signal: AbortSignal
	): Promise<BuiltImage>;
	/**
	 * Looks up an image in a registry, without fetching its layers.
	 * @param text name with a tag or a digest
	 * @param login null: use DOGEBOX_REGISTRY_AUTH
	 * @throws BoxError 422 `invalid-image`; 502 those of registries
	 */
	openImage(text: string, login: RegistryLogin | null, signal: AbortSignal): Promise<RegistryImage>;
	/**
	 * Creates the target of a push. Sends no request yet.
	 * @param login null for none. DOGEBOX_REGISTRY_AUTH is only for reading.
	 * @throws BoxError 422 `invalid-image`
	 */
	openTarget(text: string, login: RegistryLogin | null): RegistryTarget;
	/**
	 * All tags of a repository.
	 * @throws BoxError as `openImage`
	 */
	tagsOf(text: string, login: RegistryLogin | null, signal: AbortSignal): Promise<string[]>;
	/**
	 * Searches a registry for images with this word in their names.
	 * @param term a word for Docker Hub, or with another registry in front
	 * @param limit 1–100
	 * @throws BoxError 422 `invalid-image`; 502 those of registries
	 */
	searchImages(term: string, limit: number, login: RegistryLogin | null, signal: AbortSignal): Promise<SearchResult[]>;
	/**
	 * Checks whether a registry accepts a user name and password. Does not store them.
	 * @param registry in the form of `docker login`; empty for Docker Hub
	 * @throws BoxError 422 `invalid-image`; 502 those of registries
	 */
	signIn(registry: string, login: RegistryLogin, signal: AbortSignal): Promise<void>;
	/**
	 * Validates the name of an image in a registry, with a tag or a digest.
	 * @throws BoxError 422 `invalid-image`
	 */
	checkImage(text: string): void;
	/**
	 * Resolves the name of an image in its registry.
	 * @param text with a tag (default `latest`), or a digest, which needs no request
	 * @returns `sha256:…` of its manifest or index
	 * @throws BoxError 422 `invalid-image`; 502 `not-in-registry` and others of registries
	 */
	resolveImage(text: string, signal: AbortSignal): Promise<string>;
	/** The name of an image with its digest (`sha256:…`), in the form for {@link ensureImage}. */
	pinnedImage(text: string, digest: string): string;
	/** How a built image wants to be run; null for a layer that is no image. */
	imageConfig(id: string): ImageConfig | null;
	/**
	 * Adds a user of layers. They are kept as long as `uses` returns them. It is called whenever
	 * something is to be freed.
	 */
	addUser(uses: () => readonly LayerUse[]): void;
	/** Layers by size, largest first, with their users. */
	layers(): UsedLayer[];
	/**
	 * Unused layers: no version of a pup, no used layer above, no running build needs them. Largest
	 * first. Base layers are included only where no pup uses them.
	 */
	unusedLayers(): UnusedLayer[];
	/** Removes those of these layers that are still unused. @returns bytes freed */
	freeUnused(ids: readonly string[]): Promise<number>;
	/** Removes what a killed build left unfinished. Called at the start. */
	recover(): Promise<void>;
}
