/**
 * A version of a pup on the disk: everything that an update replaces in one write of the row. Pure.
 */
import type { Manifest } from '../../../contract/manifest.ts';
import type { SignatureState } from '../../../contract/sources.ts';
import type { BuildKind } from '../../../contract/store-words.ts';

export interface Release {
	version: string;
	manifest: Manifest;
	sourcePath: string;
	/** Folder of its files, one of the host’s `SOURCE_FOLDERS`. */
	folder: string;
	treeHash: string | null;
	origin: string | null;
	signature: SignatureState;
	/** Ids of the layers of its root, base first; empty before it is built. */
	layers: string[];
	buildKind: BuildKind | null;
}

/** The current version of a pup. */
export function releaseOf(row: Release): Release {
	const { version, manifest, sourcePath, folder, treeHash, origin, signature, layers, buildKind } = row;
	return { version, manifest, sourcePath, folder, treeHash, origin, signature, layers, buildKind };
}
