/** Progress of a build, for a job's step. `fraction` 0–1. */
export type BuildProgress = (fraction: number, note: string) => void;

export interface BuiltImage {
	id: string;
	/** Folder with the layer's files, owned by the mapped range. */
	path: string;
	title: string;
	sizeBytes: number;
}

export interface DebianBuild {
	/** Debian package names. */
	packages: string[];
	/** `bookworm`; default is that of the builder. */
	suite?: string | undefined;
}

export interface Builder {
	/** Whether this host can build `debian` kinds, and if not, why and what to do. */
	ability(): Promise<{ ok: true } | { ok: false; reason: string; command: string | null }>;
	/** The base layer, built once; concurrent callers share one build. */
	ensureBase(
		suite: string | undefined,
		progress: BuildProgress,
		log: (line: string) => void,
		signal: AbortSignal
	): Promise<BuiltImage>;
	/** Base plus the packages as a layer on top, cached by content (suite, base id, resolved package versions). Layers base first. */
	ensureDebian(
		spec: DebianBuild,
		progress: BuildProgress,
		log: (line: string) => void,
		signal: AbortSignal
	): Promise<BuiltImage[]>;
	/** Layers in use are kept; others, and half-built leftovers, are removed. Returns bytes freed. */
	prune(inUse: string[]): Promise<number>;
	/** At start: throws away what a killed build left half-made. */
	recover(): Promise<void>;
}
