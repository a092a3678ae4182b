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

type Able = { ok: true } | { ok: false; reason: string; command: string | null };

/** Layers that somebody needs. */
export interface LayerUse {
	/** Ids, base first. */
	layers: readonly string[];
	/** Null: a box has it, not a pup. */
	pupId: string | null;
	/** Of the pup; the name of the box. */
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
	/** `base`, `packages`, `archives` or `image`. */
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
	/** Whether this host can build `debian` and `image` kinds, and if not, why and what to do. */
	capabilities(): Promise<{ debian: Able; image: Able }>;
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
