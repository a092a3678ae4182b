import type { Source, StorePup } from '../../contract/pups.ts';
import type { BuildKind, Manifest } from '../../contract/manifest.ts';

/** A pup as found in a source, ready to install. */
export interface FoundPup {
	sourceId: string;
	name: string;
	version: string;
	manifest: Manifest;
	/** Absolute folder of the pup, inside the source. */
	folder: string;
	/** Its path inside the source; empty for a pup at the root. */
	sourcePath: string;
	warnings: string[];
}

/** Whether one thing can be done here; else why not, and the one command that mends it (null where none can). */
export type Able = { ok: true } | { ok: false; reason: string; command: string | null };

/** For each way to build a pup, whether this host can build it so and run it. */
export type HostAbility = Record<BuildKind, Able>;

/** Where pups come from. First kinds: the built-in folder and folders of the owner; git and web come with “Store”. */
export interface Sources {
	list(): Source[];
	/**
	 * @throws BoxError 422 `bad-source` when `location` is no source, with the reason; 422 `not-yet` for git and web
	 * addresses; 409 `already-added`
	 */
	add(location: string): Promise<Source>;
	/** @throws BoxError 404, 409 `builtin` */
	remove(id: string): void;
	/** Reads a source (or all) anew. One bad pup never hides the good ones. @throws BoxError 404 */
	refresh(id?: string): Promise<void>;
	/** The union of what all sources offer. */
	store(): StorePup[];
	/** @throws BoxError 404 */
	find(sourceId: string, name: string, version?: string): FoundPup;
	logo(sourceId: string, name: string): { path: string; type: string } | null;
	begin(): Promise<void>;
	close(): Promise<void>;
}
