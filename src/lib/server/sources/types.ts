import type { SignatureState, Source } from '../../contract/sources.ts';
import type { Manifest } from '../../contract/manifest.ts';
import type { SourceChoices } from '../../contract/operations.ts';

/** One version of a pup as a source offers it. */
export interface ListedVersion {
	version: string;
	manifest: Manifest;
	warnings: string[];
	/** Path of the pup inside the source; empty for a pup at the root. */
	sourcePath: string;
	/** For people: `tag v0.3.4`, `branch main`, `folder`, `archive core-0.0.9.tar.gz`. */
	origin: string;
	/**
	 * For the reader: commit id, address of the archive … what `checkout` needs to find exactly
	 * this content again.
	 */
	ref: string;
	/**
	 * Same text = same content: id of the git tree, hash of the archive or of the folder's tree.
	 */
	identity: string;
	/** `hashTree` of its files where it is known without fetching more. */
	treeHash: string | null;
	/** Milliseconds since the epoch. */
	updatedAt: number | null;
	/** Why it cannot be installed (wrong hash of its nix file …); null when it can. */
	problem: string | null;
}

/** A version with what the room found out about it. */
export interface JudgedVersion extends ListedVersion {
	signature: SignatureState;
	/** Why its signature does not count; null where it is none or good. */
	signatureProblem: string | null;
	/** Hash of its tree by the signed list; null where there is none. */
	signedHash: string | null;
}

/** A pup as one source offers it, judged and in order. */
export interface OfferedPup {
	sourceId: string;
	/** As people call it. */
	sourceName: string;
	name: string;
	/** Newest first, never empty. */
	versions: JudgedVersion[];
	/** The newest that may be installed, else the newest. */
	shown: JudgedVersion;
}

/**
 * All versions of one pup, newest first (semver order; what is no semver at the end). Never empty.
 */
export interface ListedPup {
	name: string;
	versions: ListedVersion[];
}

/** What a source offers, as last read. Plain JSON: it is kept on disk between starts. */
export interface SourceListing {
	/** Name of the source by its own index. */
	name: string;
	pups: ListedPup[];
	unreadable: { location: string; reason: string }[];
	/** One name and version with several contents; `taken` and `left` are origins. */
	conflicts: { name: string; version: string; taken: string; left: string[] }[];
	/**
	 * Signed text and signature as found (`dogebox.sums` or `dogebox.json`, and its `.minisig`),
	 * per `ref` where versions have their own; verified by the room, not by the reader. Key `*` is
	 * for all.
	 */
	signed: Record<string, { text: string; signature: string }>;
}

export type ReadProgress = (fraction: number, note: string) => void;

/** What a reader may know of its source. */
export interface ReaderInput {
	id: string;
	location: string;
	credentials: { username: string; password: string } | null;
	/** A folder of its own in the data folder; made by the reader, removed with the source. */
	folder: string;
}

/**
 * One kind of source. Readers never trust what they read: paths confined, sizes, counts and times
 * limited.
 */
export interface SourceReader {
	/**
	 * Looks at the source and lists all. One bad pup never hides the good ones.
	 * @throws BoxError in plain words when the source as a whole cannot be read
	 */
	read(input: ReaderInput, progress: ReadProgress, signal: AbortSignal): Promise<SourceListing>;
	/**
	 * Bytes of one file of a version (readme, logo), without network where possible; null when it
	 * is not there, no plain file, or too large.
	 */
	file(input: ReaderInput, version: ListedVersion, path: string, maxBytes: number): Promise<Buffer | null>;
	/**
	 * Puts the whole tree of a version into `target` (an empty folder), or names a folder that
	 * holds it. Only plain files, folders, and links that stay inside.
	 * @returns the folder to copy from
	 */
	checkout(
		input: ReaderInput,
		version: ListedVersion,
		target: string,
		progress: ReadProgress,
		signal: AbortSignal
	): Promise<string>;
}

/** A pup as found in a source, ready to install. */
export interface FoundPup {
	sourceId: string;
	name: string;
	version: string;
	manifest: Manifest;
	/** Its path inside the source; empty for a pup at the root. */
	sourcePath: string;
	warnings: string[];
	origin: string;
	/** As of its version. */
	identity: string;
	/** Hash of its tree where it is known before the checkout. */
	treeHash: string | null;
	signature: SignatureState;
	/** Absolute folder of a pup in a folder source (dev mode mounts it); null for git and web. */
	folder: string | null;
}

/** Where pups come from: the built-in folder, the official source, and what the owner adds. */
export interface Sources {
	list(): Source[];
	/**
	 * Adds a source and reads it (a job with progress, which this waits for); nothing is kept when
	 * it cannot be read.
	 * @throws BoxError 422 `bad-source` when `location` is no source, with the reason; 409
	 *   `already-added`; 502 of the outbound room
	 */
	add(location: string, choices?: SourceChoices): Promise<Source>;
	/** Renames it, changes credentials or key. @throws BoxError 404, 422 `bad-key` */
	change(id: string, choices: SourceChoices): Promise<Source>;
	/** @throws BoxError as `remove` */
	needRemovable(id: string): { name: string };
	/** @throws BoxError 404, 409 `builtin` */
	remove(id: string): Promise<void>;
	/**
	 * Reads a source (or all) again. What was seen before stays when it cannot be read; `lastError`
	 * then says why.
	 * @throws BoxError 404
	 */
	refresh(id?: string): Promise<void>;
	/** Every pup of every source, judged, in the order of the sources. */
	offers(): OfferedPup[];
	/** One of them; `version` default is the newest that can be used. @throws BoxError 404 */
	offer(sourceId: string, name: string, version?: string): { pup: OfferedPup; version: JudgedVersion };
	/**
	 * Readme of a version as safe HTML; null when it has none, or it cannot be read now.
	 * @throws BoxError 404
	 */
	readme(sourceId: string, name: string, version?: string): Promise<string | null>;
	/**
	 * What its maker says of the versions behind `from` up to `to`, or down to it, as safe HTML;
	 * null where nothing is said.
	 * @throws BoxError 404
	 */
	notes(sourceId: string, name: string, from: string, to: string): Promise<string | null>;
	/**
	 * The newest version that may be installed; null where there is none, or no such source or pup.
	 * @param preview one before a release (`2.0.0-beta`) counts too
	 */
	newest(sourceId: string, name: string, preview: boolean): string | null;
	/** Whether {@link logo} has one. */
	hasLogo(sourceId: string, name: string): boolean;
	/**
	 * @throws BoxError 404; 422 `pup-unusable` when this version must not be installed, with the
	 *   reason
	 */
	find(sourceId: string, name: string, version?: string): FoundPup;
	/**
	 * Provides the tree of a found pup as a folder to copy from, until `done` is called.
	 * @throws BoxError 422 `content-changed` when it is not what was listed, `signature` when it is
	 *   not what was signed
	 */
	checkout(
		sourceId: string,
		name: string,
		version: string,
		progress: ReadProgress,
		signal: AbortSignal
	): Promise<{ folder: string; treeHash: string; done(): Promise<void> }>;
	/** Logo of its newest version; null when it has none. */
	logo(sourceId: string, name: string): Promise<{ folder: string; path: string; type: string } | null>;
	begin(): Promise<void>;
	close(): Promise<void>;
}
