/** Resolves references among the stored images. Pure. */
import { parseTaggedReference } from '../build/index.ts';

/** A name as it is stored: `docker.io/library/nginx`, and a tag or `sha256:…`. */
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
 * Parses a name.
 * @throws BoxError 422 `invalid-image`
 */
export function parseImageName(text: string): ImageName {
	const { name, repository, tag, digest } = parseTaggedReference(text);
	return { name: `${name}/${repository}`, version: digest === null ? (tag ?? 'latest') : `sha256:${digest}` };
}

/** The short form that people use: `nginx`, `user/app`, `registry.example:5000/app`. */
export function familiarName(name: string): string {
	return name.replace(/^docker\.io\/(?:library\/)?/, '');
}

/** `nginx:1.25`, or `nginx@sha256:…`. */
export function familiar({ name, version }: ImageName): string {
	return `${familiarName(name)}${version.startsWith('sha256:') ? '@' : ':'}${version}`;
}

/** Whether the version is a digest, which always refers to the same image, unlike a tag. */
export const isDigest = ({ version }: ImageName) => version.startsWith('sha256:');

function nameOf(text: string): ImageName | null {
	try {
		return parseImageName(text);
	} catch {
		return null;
	}
}

/** A found image, and the name that matched; null for the id. */
export interface Found<T> {
	image: T;
	by: ImageName | null;
}

/**
 * Resolves a reference. As with Docker, a name takes precedence over the beginning of an id.
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
