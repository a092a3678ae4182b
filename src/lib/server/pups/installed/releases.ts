/** The versions of a pup on the disk. Pure. */
import { SOURCE_FOLDERS } from '../../host/index.ts';
import { releaseOf, type Release } from './release.ts';
import type { PupRow } from './rows.ts';

/** All versions of a pup on the disk: the current, the pending and the previous ones. */
export function releasesOf(row: PupRow): Release[] {
	return [releaseOf(row), ...(row.pending ? [row.pending] : []), ...(row.previous ?? [])];
}

/** A folder that none of its versions uses. */
export function freeFolder(row: Pick<PupRow, 'folder' | 'previous'>): string {
	const taken = [row.folder, ...(row.previous ?? []).map(({ folder }) => folder)];
	return SOURCE_FOLDERS.find((folder) => !taken.includes(folder)) ?? SOURCE_FOLDERS.at(-1)!;
}

/** Values of the row of a pup without any version on the disk. */
export const NOTHING_LEFT = {
	layers: [],
	folder: 'source',
	pending: null,
	pendingConfig: null,
	previous: null
} satisfies Partial<PupRow>;
