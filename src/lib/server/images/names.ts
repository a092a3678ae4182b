/** What a reference means among the images that are there. Pure. */
import { parseTaggedReference } from '../build/index.ts';

/** A name as it is kept: `docker.io/library/nginx`, and a tag or `sha256:…`. */
export interface ImageName {
	name: string;
	version: string;
}

export interface KnownImage {
	/** SHA-256 of its configuration, hex. */
	id: string;
	names: readonly ImageName[];
}

/**
 * Reads a name.
 * @throws BoxError 422 `invalid-image`
 */
export function parseImageName(text: string): ImageName {
	const { name, repository, tag, digest } = parseTaggedReference(text);
	return { name: `${name}/${repository}`, version: digest === null ? (tag ?? 'latest') : `sha256:${digest}` };
}

/** As people write it: `nginx`, `user/app`, `registry.example:5000/app`. */
export function familiarName(name: string): string {
	return name.replace(/^docker\.io\/(?:library\/)?/, '');
}

/** `nginx:1.25`, or `nginx@sha256:…`. */
export function familiar({ name, version }: ImageName): string {
	return `${familiarName(name)}${version.startsWith('sha256:') ? '@' : ':'}${version}`;
}

/** Digests are no tags: they name one image for ever. */
export const isDigest = ({ version }: ImageName) => version.startsWith('sha256:');

function nameOf(text: string): ImageName | null {
	try {
		return parseImageName(text);
	} catch {
		return null;
	}
}

/** What was found, and by which of its names; null for the id. */
export interface Found<T> {
	image: T;
	by: ImageName | null;
}

/**
 * Finds what a reference means. A name goes before the beginning of an id, as with Docker.
 * @returns null for none, and for a beginning that fits several
 */
export function findImage<T extends KnownImage>(images: readonly T[], reference: string): Found<T> | null {
	const whole = /^(?:sha256:)?([0-9a-f]{64})$/.exec(reference)?.[1];
	const byId = whole && images.find(({ id }) => id === whole);
	if (byId) return { image: byId, by: null };
	const wanted = nameOf(reference);
	if (wanted) {
		for (const image of images) {
			const by = image.names.find(({ name, version }) => name === wanted.name && version === wanted.version);
			if (by) return { image, by };
		}
	}
	const start = /^(?:sha256:)?([0-9a-f]{2,63})$/.exec(reference)?.[1];
	const fitting = start ? images.filter(({ id }) => id.startsWith(start)) : [];
	return fitting.length === 1 ? { image: fitting[0]!, by: null } : null;
}
