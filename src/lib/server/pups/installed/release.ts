/**
 * A version of a pup as it lies on the disk: all that an update exchanges, in one write of the row.
 * Pure.
 */
import type { Manifest } from '../../../contract/manifest.ts';
import type { SignatureState } from '../../../contract/pups.ts';
import type { BuildKind } from '../../../contract/store-words.ts';
import { SOURCE_FOLDERS } from '../../host/index.ts';
import type { PupRow } from './rows.ts';

export interface Release {
	version: string;
	manifest: Manifest;
	sourcePath: string;
	/** Folder of its files, one of {@link SOURCE_FOLDERS}. */
	folder: string;
	treeHash: string | null;
	origin: string | null;
	signature: SignatureState;
	/** Ids of the layers of its root, base first; empty before it is built. */
	layers: string[];
	buildKind: BuildKind | null;
}

/** The version that a pup has now. */
export function releaseOf(row: Release): Release {
	const { version, manifest, sourcePath, folder, treeHash, origin, signature, layers, buildKind } = row;
	return { version, manifest, sourcePath, folder, treeHash, origin, signature, layers, buildKind };
}

/** All versions of a pup that lie on the disk: what it has, what it is to have, what it had. */
export function releasesOf(row: PupRow): Release[] {
	return [releaseOf(row), ...(row.pending ? [row.pending] : []), ...(row.previous ?? [])];
}

/** A folder that none of its versions has. */
export function freeFolder(row: Pick<PupRow, 'folder' | 'previous'>): string {
	const taken = [row.folder, ...(row.previous ?? []).map(({ folder }) => folder)];
	return SOURCE_FOLDERS.find((folder) => !taken.includes(folder)) ?? SOURCE_FOLDERS.at(-1)!;
}

/** What a row says of a pup of which no version lies on the disk. */
export const NOTHING_LEFT = { layers: [], folder: 'source', pending: null, previous: null } satisfies Partial<PupRow>;
