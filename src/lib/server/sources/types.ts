import type { Source, StorePup } from '../../contract/pups.ts';
import type { Manifest } from '../../contract/manifest.ts';

/** A pup as found in a source, ready to install. */
export interface FoundPup {
	sourceId: string;
	name: string;
	version: string;
	manifest: Manifest;
	/** Absolute folder of the pup, inside the source. */
	folder: string;
	/** Its path inside the source. */
	sourcePath: string;
	warnings: string[];
}

/** Where pups come from. First kinds: the built-in folder and folders of the owner; git and web come with “Store”. */
export interface Sources {
	list(): Source[];
	/** @throws BoxError 422 when `location` is no source, with the reason; 409 when it is there already. */
	add(location: string): Promise<Source>;
	/** @throws BoxError 404, 409 `builtin` */
	remove(id: string): void;
	/** Reads a source (or all) anew. One bad pup never hides the good ones. */
	refresh(id?: string): Promise<void>;
	/** The union of what all sources offer. */
	store(): StorePup[];
	/** @throws BoxError 404 */
	find(sourceId: string, name: string, version?: string): FoundPup;
	logo(sourceId: string, name: string): { path: string; type: string } | null;
	begin(): Promise<void>;
	close(): Promise<void>;
}
