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
	 * For the reader: commit id, address of the archive … Identifies exactly this content for
	 * `checkout`.
	 */
	ref: string;
	/**
	 * The same text means the same content: id of the git tree, hash of the archive or of the
	 * folder's tree.
	 */
	identity: string;
	/** `hashTree` of its files, where it is known without another fetch. */
	treeHash: string | null;
	/** Milliseconds since the epoch. */
	updatedAt: number | null;
	/** Why it cannot be installed (wrong hash of its nix file …); null when it can. */
	problem: string | null;
}

/** A version with its signature state. */
export interface JudgedVersion extends ListedVersion {
	signature: SignatureState;
	/** Why its signature is not valid; null for a valid one or none. */
	signatureProblem: string | null;
	/** Hash of its tree in the signed list; null where it has none. */
	signedHash: string | null;
}

/** A pup as one source offers it, judged and sorted. */
export interface OfferedPup {
	sourceId: string;
	/** Name that people see. */
	sourceName: string;
	name: string;
	/** Newest first, never empty. */
	versions: JudgedVersion[];
	/** The newest version that may be installed, else the newest. */
	shown: JudgedVersion;
}

/** All versions of one pup, newest first (semver order; other version texts last). Never empty. */
export interface ListedPup {
	name: string;
	versions: ListedVersion[];
}

/** What a source offered at its last reading. Plain JSON, stored on disk between starts. */
export interface SourceListing {
	/** Name of the source in its own index. */
	name: string;
	pups: ListedPup[];
	unreadable: { location: string; reason: string }[];
	/** One name and version with several contents; `taken` and `left` are origins. */
	conflicts: { name: string; version: string; taken: string; left: string[] }[];
	/**
	 * Signed text and signature as found (`dogebox.sums` or `dogebox.json`, and its `.minisig`),
	 * per `ref` where each version has its own. This module verifies them, not the reader. Key
	 * `*` applies to all.
	 */
	signed: Record<string, { text: string; signature: string }>;
}

export type ReadProgress = (fraction: number, note: string) => void;

/** What a reader gets to know of its source. */
export interface ReaderInput {
	id: string;
	location: string;
	credentials: { username: string; password: string } | null;
	/**
	 * A folder of its own in the data folder. The reader creates it; it is removed with the source.
	 */
	folder: string;
}

/**
 * Reads one kind of source. Readers trust nothing that they read: paths are confined, sizes, counts
 * and times limited.
 */
export interface SourceReader {
	/**
	 * Reads the source and lists everything. One bad pup never hides the good ones.
	 * @throws BoxError where the source as a whole cannot be read
	 */
	read(input: ReaderInput, progress: ReadProgress, signal: AbortSignal): Promise<SourceListing>;
	/**
	 * Bytes of one file of a version (readme, logo), without network where possible; null where it
	 * does not exist, is no plain file or is too large.
	 */
	file(input: ReaderInput, version: ListedVersion, path: string, maxBytes: number): Promise<Buffer | null>;
	/**
	 * Writes the whole tree of a version into `target` (an empty folder), or returns a folder that
	 * has it. It has only plain files, folders, and links that stay inside.
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

/** A pup of a source, ready to install. */
export interface FoundPup {
	sourceId: string;
	name: string;
	version: string;
	manifest: Manifest;
	/** Its path inside the source; empty for a pup at the root. */
	sourcePath: string;
	warnings: string[];
	origin: string;
	/** The identity of its version. */
	identity: string;
	/** Hash of its tree, where it is known before the checkout. */
	treeHash: string | null;
	signature: SignatureState;
	/** Absolute folder of a pup in a folder source (dev mode mounts it); null for git and web. */
	folder: string | null;
}

/** Sources of pups: the built-in folder, the official source, and those that the owner adds. */
export interface Sources {
	list(): Source[];
	/**
	 * Adds a source and reads it. Waits for that job. Stores nothing where it cannot be read.
	 * @throws BoxError 422 `bad-source` when `location` is no source, with the reason; 409
	 *   `already-added`; 502 of the outbound module
	 */
	add(location: string, choices?: SourceChoices): Promise<Source>;
	/** Changes name, credentials or key. @throws BoxError 404, 422 `bad-key` */
	change(id: string, choices: SourceChoices): Promise<Source>;
	/** @throws BoxError as `remove` */
	needRemovable(id: string): { name: string };
	/** @throws BoxError 404, 409 `builtin` */
	remove(id: string): Promise<void>;
	/**
	 * Reads one source or all again. Where it cannot be read, the previous offers stay and
	 * `lastError` has the reason.
	 * @throws BoxError 404
	 */
	refresh(id?: string): Promise<void>;
	/** Every pup of every source, judged, in the order of the sources. */
	offers(): OfferedPup[];
	/** One of them; `version` defaults to the newest usable one. @throws BoxError 404 */
	offer(sourceId: string, name: string, version?: string): { pup: OfferedPup; version: JudgedVersion };
	/**
	 * Readme of a version as safe HTML; null where it has none or cannot be read now.
	 * @throws BoxError 404
	 */
	readme(sourceId: string, name: string, version?: string): Promise<string | null>;
	/**
	 * Release notes of the versions after `from` up to `to`, or back down to it, as safe HTML; null
	 * for none.
	 * @throws BoxError 404
	 */
	notes(sourceId: string, name: string, from: string, to: string): Promise<string | null>;
	/**
	 * The newest version that may be installed; null where there is none, or no such source or pup.
	 * @param preview include pre-releases (`2.0.0-beta`)
	 */
	newest(sourceId: string, name: string, preview: boolean): string | null;
	/** Whether {@link logo} returns one. */
	hasLogo(sourceId: string, name: string): boolean;
	/**
	 * @throws BoxError 404; 422 `pup-unusable` when this version must not be installed, with the
	 *   reason
	 */
	find(sourceId: string, name: string, version?: string): FoundPup;
	/**
	 * Provides the tree of a found pup as a folder to copy from, until `done` is called.
	 * @throws BoxError 422 `content-changed` where it differs from the listing,
	 *   `signature-failed` where it differs from what was signed
	 */
	checkout(
		sourceId: string,
		name: string,
		version: string,
		progress: ReadProgress,
		signal: AbortSignal
	): Promise<{ folder: string; treeHash: string; done(): Promise<void> }>;
	/** Logo of its newest version; null where it has none. */
	logo(sourceId: string, name: string): Promise<{ folder: string; path: string; type: string } | null>;
	begin(): Promise<void>;
	close(): Promise<void>;
}
