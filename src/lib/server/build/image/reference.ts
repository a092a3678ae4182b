/**
 * Parses the image reference of a manifest: an image in a registry, pinned by its digest, or one in
 * the pup's own folder. Grammar of names: github.com/distribution/reference, `reference.go`.
 */
import { posix } from 'node:path';
import { BoxError } from '../../../contract/errors.ts';

export interface RegistryReference {
	kind: 'registry';
	/** The owner's name of the registry: `docker.io`, `registry.example:5000`. */
	name: string;
	/** `host[:port]` for requests. */
	host: string;
	/** `library/nginx` */
	repository: string;
	/** SHA-256 of the manifest or index, lower-case hex. */
	digest: string;
	/** For people: `nginx:1.25`. */
	title: string;
}

/** An image without its version. */
export type ImageName = Omit<RegistryReference, 'digest'>;

/** An image with a tag or a digest. */
export interface TaggedReference extends ImageName {
	/** Null: the tag identifies the image. */
	digest: string | null;
	tag: string | null;
}

export interface FolderReference {
	kind: 'folder';
	/** Below the pup's folder, normalised: an archive or a folder with an OCI layout. */
	path: string;
	title: string;
}

export type ImageReference = RegistryReference | FolderReference;

/**
 * Docker Hub's name and server. Names without a registry mean Docker Hub (docker/cli,
 * `registry/config.go`).
 */
const HUB = { name: 'docker.io', alias: 'index.docker.io', host: 'registry-1.docker.io', prefix: 'library/' };

/** Host names, IPv4 and bracketed IPv6 addresses, each with an optional port. */
const HOST = /^(?:[a-zA-Z0-9](?:[a-zA-Z0-9.-]*[a-zA-Z0-9])?|\[[0-9a-fA-F:]+\])(?::\d{1,5})?$/;
const REPOSITORY = /^[a-z0-9]+(?:(?:\.|_{1,2}|-+)[a-z0-9]+)*(?:\/[a-z0-9]+(?:(?:\.|_{1,2}|-+)[a-z0-9]+)*)*$/;
const TAG = /^\w[\w.-]{0,127}$/;
/** Longest name without tag and digest, characters. */
const MAX_NAME = 255;

/**
 * Parses `container.build.image`. A tag before the digest is only for readers: the digest
 * identifies the image.
 * @throws BoxError 422 `invalid-image` with the reason
 */
export function parseImageReference(text: string): ImageReference {
	if (!text.includes('@')) return folderReference(text);
	const { digest, tag: _tag, ...reference } = readReference(text, invalid);
	return { ...reference, digest: digest! };
}

/**
 * Parses the name of an image in a registry. Without tag and digest the tag is `latest`.
 * @throws BoxError 422 `invalid-image` with the reason
 */
export function parseTaggedReference(text: string): TaggedReference {
	const reference = readReference(text, invalidTagged);
	return reference.digest === null && reference.tag === null ? { ...reference, tag: 'latest' } : reference;
}

/**
 * Parses a registry alone, without an image.
 * @param text in the form of `docker login`: `registry.example:5000`, or with a scheme and a path;
 *   empty for Docker Hub
 * @throws BoxError 422 `invalid-image`
 */
export function registryNamed(text: string): ImageName {
	const named = text.replace(/^https?:\/\//, '').replace(/\/.*$/s, '') || HUB.name;
	const name = named.toLowerCase();
	if (!HOST.test(name)) throw invalidTagged(text, 'it names no registry that could be asked');
	const hub = name === HUB.name || name === HUB.alias || name === HUB.host;
	const known = hub ? { name: HUB.name, host: HUB.host } : { name, host: name };
	return { kind: 'registry', ...known, repository: '', title: 'anything' };
}

/** Pins an image to a digest. @param digest `sha256:…` */
export function pinned(text: string, digest: string): string {
	const at = text.lastIndexOf('@');
	const name = at < 0 ? text : text.slice(0, at);
	return `${name}@${digest}`;
}

function readReference(text: string, refuse: (text: string, why: string) => BoxError): TaggedReference {
	const at = text.lastIndexOf('@');
	const digest = at < 0 ? null : (/^sha256:([0-9a-f]{64})$/.exec(text.slice(at + 1))?.[1] ?? null);
	if (at >= 0 && digest === null) {
		throw refuse(text, 'what stands after “@” must be sha256: and 64 digits of lower-case hex');
	}
	const { name, tag } = withoutTag(at < 0 ? text : text.slice(0, at));
	if (tag !== null && !TAG.test(tag)) throw refuse(text, 'its tag holds characters that no tag may have');
	if (name.length > MAX_NAME) throw refuse(text, `its name has more than ${MAX_NAME} characters`);

	const slash = name.indexOf('/');
	const first = slash < 0 ? '' : name.slice(0, slash);
	const hasHost = /[.:]/.test(first) || first === 'localhost' || /[A-Z]/.test(first);
	const registry = hasHost ? first.toLowerCase() : HUB.name;
	const path = hasHost ? name.slice(slash + 1) : name;
	if (!HOST.test(registry)) throw refuse(text, 'it names no registry that could be asked');
	if (!REPOSITORY.test(path)) throw refuse(text, 'names consist of lower-case letters, digits and “.”, “_”, “-”, “/”');
	const title = (hasHost ? `${registry}/` : '') + path + (tag === null ? '' : `:${tag}`);
	if (registry !== HUB.name && registry !== HUB.alias) {
		return { kind: 'registry', name: registry, host: registry, repository: path, digest, tag, title };
	}
	const repository = path.includes('/') ? path : HUB.prefix + path;
	return { kind: 'registry', name: HUB.name, host: HUB.host, repository, digest, tag, title };
}

function folderReference(text: string): FolderReference {
	const path = posix.normalize(text).replace(/\/$/, '');
	const outside = path === '.' || path === '' || path === '..' || path.startsWith('../') || posix.isAbsolute(path);
	if (outside || /[\0\\]/.test(text)) throw invalid(text, 'it must lie in the pup’s own folder');
	if (/:/.test(text)) throw invalid(text, 'an image in a registry must be pinned by @sha256:…');
	return { kind: 'folder', path, title: path };
}

function withoutTag(name: string): { name: string; tag: string | null } {
	const colon = name.indexOf(':', name.lastIndexOf('/') + 1);
	return colon < 0 ? { name, tag: null } : { name: name.slice(0, colon), tag: name.slice(colon + 1) };
}

function invalid(text: string, why: string): BoxError {
	return new BoxError({
		code: 'invalid-image',
		status: 422,
		message: `The image “${text.slice(0, 200)}” cannot be used: ${why}.`,
		hint: 'Write it as registry.example/name@sha256:… or as the path of an OCI archive in the pup’s folder.'
	});
}

function invalidTagged(text: string, why: string): BoxError {
	return new BoxError({
		code: 'invalid-image',
		status: 422,
		message: `The image “${text.slice(0, 200)}” cannot be used: ${why}.`,
		hint: 'Write it as name:tag, registry.example/name:tag or name@sha256:….'
	});
}
