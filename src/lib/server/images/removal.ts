/** What may be removed of the images, and what becomes of their names. Pure. */
import { familiar, isDigest, type Found, type ImageName } from './names.ts';
import type { ImageRow } from './rows.ts';
import type { ImageUser, RemovedPart } from './types.ts';

export interface Removal {
	names: ImageName[];
	/** The image goes with them. */
	image: boolean;
}

/** Why something may not be removed. */
export interface Refusal {
	what: string;
	why: string;
}

/**
 * Decides what goes, as dockerd does (moby, `daemon/images/image_delete.go`): a name of several is
 * taken away alone; the last one takes the image along, unless a box runs from it, or one that
 * stands was made from it and nobody says that it may.
 * @param users boxes that were made from it
 */
export function decideRemoval(
	{ image, by }: Found<ImageRow>,
	users: readonly ImageUser[],
	force: boolean
): Removal | Refusal {
	const tags = image.names.filter((name) => !isDigest(name));
	const short = image.id.slice(0, 12);
	const repositories = new Set(image.names.map(({ name }) => name));
	if (by && (isDigest(by) ? tags.length > 0 : tags.length > 1)) return { names: [by], image: false };
	const running = users.find((user) => user.running);
	const user = running ?? users[0];
	if (user && by && !force) {
		return {
			what: `repository reference "${familiar(by)}" (must force)`,
			why: `container ${user.name} is using its referenced image ${short}`
		};
	}
	if (running && !by) {
		return { what: `${short} (cannot be forced)`, why: `image is being used by running container ${running.name}` };
	}
	if (user && !force) {
		return { what: `${short} (must be forced)`, why: `image is being used by stopped container ${user.name}` };
	}
	if (!by && !force && (repositories.size > 1 || tags.length > 1)) {
		return { what: `${short} (must be forced)`, why: 'image is referenced in multiple repositories' };
	}
	// What runs from it keeps its root; the image stays for it, without a name.
	if (running) return { names: [...image.names], image: false };
	return { names: [...image.names], image: true };
}

/** What a removal takes away, as dockerd words it. */
export function partsOf({ id }: Pick<ImageRow, 'id'>, { names, image }: Removal): RemovedPart[] {
	return [...names.map((name) => ({ untagged: familiar(name) })), ...(image ? [{ deleted: `sha256:${id}` }] : [])];
}
