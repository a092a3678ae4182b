/** Decides which images and names may be removed. Pure. */
import { familiar, isDigest, type Found, type ImageName } from './names.ts';
import type { ImageRow } from './rows.ts';
import type { ImageUser, RemovedPart } from './types.ts';

export interface Removal {
	names: ImageName[];
	/** The image is removed with the names. */
	image: boolean;
}

/** Why a removal is refused. */
export interface Refusal {
	what: string;
	why: string;
}

/**
 * Decides a removal like dockerd (moby, `daemon/images/image_delete.go`). One of several names is
 * removed alone. Removing the last name also removes the image. Where a box was created from the
 * image, that needs `force`. While a box runs from it, the image stays without a name, and its
 * removal by id is refused.
 * @param users boxes that were created from it
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
	// A running box keeps its root. The image stays for it, without a name.
	if (running) return { names: [...image.names], image: false };
	return { names: [...image.names], image: true };
}

/** The result of a removal in dockerd's form. */
export function partsOf({ id }: Pick<ImageRow, 'id'>, { names, image }: Removal): RemovedPart[] {
	return [...names.map((name) => ({ untagged: familiar(name) })), ...(image ? [{ deleted: `sha256:${id}` }] : [])];
}
