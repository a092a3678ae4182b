/**
 * Checks for free space before data is stored, so that an upload that cannot fit is refused early.
 */
import { bytes as sizeWords } from '../../contract/bytes.ts';
import { BoxError } from '../../contract/errors.ts';
import { bytesUntilCritical, type SpaceWatch } from '../system/index.ts';
import { overLimit, shownPath, type PlaceWords } from './failures.ts';
import type { FilesOwner } from './requests.ts';

export interface RoomDeps {
	space: Pick<SpaceWatch, 'diskOf'>;
	/**
	 * Stored bytes as of the last measurement, null before it; and a function that requests another
	 * one.
	 */
	usage: { bytesOf(id: string): number | null; refresh(id: string): void };
	words: PlaceWords;
}

/**
 * @param more bytes to be stored at `path`
 * @throws BoxError 409 `storage-limit`, 507 `disk-full`
 */
export function needRoom(deps: RoomDeps, { id, limit }: FilesOwner, path: string, more: number): void {
	const { words } = deps;
	deps.usage.refresh(id);
	const used = deps.usage.bytesOf(id) ?? 0;
	if (limit !== null && used + more > limit) {
		const left = Math.max(0, limit - used);
		throw overLimit(path, words, ` It needs ${sizeWords(more)}, and ${sizeWords(left)} are left.`);
	}
	const disk = deps.space.diskOf('pups');
	if (disk === null || more <= bytesUntilCritical(disk)) return;
	const left = Math.max(0, bytesUntilCritical(disk));
	throw new BoxError({
		code: 'disk-full',
		status: 507,
		message: `There is no room for “${shownPath(path, words.top)}” on the disk. It needs ${sizeWords(more)}, and ${sizeWords(left)} are left.`,
		hint: 'Remove a pup or box that you do not need with its data, or free space in another way; then try again.'
	});
}
