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
	/** How a built image wants to be run; null for a layer that is no image. */
	imageConfig(id: string): ImageConfig | null;
	/**
	 * Layers in use are kept; others, and half-built leftovers, are removed. Returns bytes freed.
	 * @param options.keepBases base layers stay too: the next build needs one
	 */
	prune(inUse: string[], options?: { keepBases?: boolean }): Promise<number>;
	/** All layers that are there, and the ids of those that `prune` would remove. */
	layers(
		inUse: readonly string[],
		options?: { keepBases?: boolean }
	): { layers: { id: string; sizeBytes: number }[]; unused: string[] };
	/** At start: throws away what a killed build left half-made. */
	recover(): Promise<void>;
}
