/** Formats images for Docker’s clients, and reads what clients send about images. Pure. */
import { bytes } from '../../../../contract/bytes.ts';
import type { RegistryLogin } from '../../../build/index.ts';
import type {
	ImageDetail,
	ImageHistory,
	LocalImage,
	PullEvent,
	PushEvent,
	RemovedPart
} from '../../../images/index.ts';
import { badRequest } from '../errors.ts';

const seconds = (ms: number) => Math.floor(ms / 1000);
const labelsOf = ({ config }: Pick<ImageDetail, 'config'>): Record<string, string> =>
	(config['Labels'] as Record<string, string> | null | undefined) ?? {};

/** An image in the form of `GET /images/json`. */
export function listedImage(image: ImageDetail) {
	return {
		Id: image.id,
		ParentId: '',
		RepoTags: image.tags,
		RepoDigests: image.digests,
		Created: seconds(image.createdAt),
		Size: image.sizeBytes,
		VirtualSize: image.sizeBytes,
		SharedSize: -1,
		Labels: labelsOf(image),
		Containers: -1
	};
}

/** An image in the form of `GET /images/{name}/json`. */
export function inspectedImage(image: ImageDetail) {
	const Config = {
		Hostname: '',
		Domainname: '',
		User: '',
		Env: null,
		Cmd: null,
		Entrypoint: null,
		Volumes: null,
		WorkingDir: '',
		Labels: null,
		...image.config
	};
	return {
		Id: image.id,
		RepoTags: image.tags,
		RepoDigests: image.digests,
		Parent: '',
		Comment: '',
		Created: new Date(image.createdAt).toISOString(),
		DockerVersion: '',
		Author: image.author,
		Config,
		// dockerd omits this from API 1.45 on. Without it compose v1 fails to recreate containers.
		ContainerConfig: Config,
		Architecture: image.architecture,
		Os: image.os,
		Size: image.sizeBytes,
		VirtualSize: image.sizeBytes,
		GraphDriver: { Name: 'overlay2', Data: null },
		RootFS: { Type: 'layers', Layers: image.diffIds },
		Metadata: { LastTagTime: new Date(image.addedAt).toISOString() }
	};
}

/** Steps of an image in the form of `GET /images/{name}/history`. */
export function shownHistory(image: LocalImage, steps: readonly ImageHistory[]) {
	return steps.map(({ createdAt, createdBy, comment, sizeBytes }, at) => ({
		Id: at === 0 ? image.id : '<missing>',
		Created: seconds(createdAt),
		CreatedBy: createdBy,
		Tags: at === 0 && image.tags.length > 0 ? image.tags : null,
		Size: sizeBytes,
		Comment: comment
	}));
}

export const shownRemoval = (parts: readonly RemovedPart[]) =>
	parts.map((part) => ('untagged' in part ? { Untagged: part.untagged } : { Deleted: part.deleted }));

/** A progress bar like `[=====>     ] 1.2MB/3.4MB`, for clients that print it as it is. */
function bar(done: number, total: number): string {
	const full = total > 0 ? Math.min(49, Math.floor((50 * done) / total)) : 0;
	return `[${'='.repeat(full)}>${' '.repeat(49 - full)}]  ${bytes(done)}/${bytes(total)}`;
}

/** A line of `POST /images/create`; null for an event that Docker does not report. */
export function pullLine(event: PullEvent): Record<string, unknown> | null {
	if (event.kind === 'note') return null;
	const { id } = event;
	if (event.kind === 'bytes') {
		const { done: current, total } = event;
		return { status: 'Downloading', progressDetail: { current, total }, progress: bar(current, total), id };
	}
	const words = {
		waiting: 'Pulling fs layer',
		there: 'Already exists',
		fetched: 'Download complete',
		unpacked: 'Pull complete'
	};
	return { status: words[event.status], progressDetail: {}, id };
}

/** A line of `POST /images/{name}/push`. */
export function pushLine(event: PushEvent): Record<string, unknown> {
	const { id } = event;
	if (event.kind === 'bytes') {
		const { done: current, total } = event;
		return { status: 'Pushing', progressDetail: { current, total }, progress: bar(current, total), id };
	}
	if (event.kind === 'mounted') return { status: `Mounted from ${event.from}`, progressDetail: {}, id };
	const words = { preparing: 'Preparing', waiting: 'Waiting', there: 'Layer already exists', pushed: 'Pushed' };
	return { status: words[event.status], progressDetail: {}, id };
}

/** Whether a name identifies one image of its repository by a tag or digest. */
export const namesOne = (name: string) => /[:@][^/]*$/.test(name);

/**
 * Combines `fromImage` and `tag`. A tag may be a digest.
 * @throws DockerError 400 for no name
 */
export function pulledName(fromImage: string, tag: string | null): string {
	if (fromImage === '') throw badRequest('no image was named');
	if (!tag) return fromImage;
	return `${fromImage}${tag.startsWith('sha256:') ? '@' : ':'}${tag}`;
}

/** Combines `repo` and `tag`; null for no repository. */
export const taggedName = (repo: string | null, tag: string | null): string | null =>
	!repo ? null : tag ? `${repo}:${tag}` : repo;

/**
 * Parses a header of JSON in base64url; null for no header.
 * @throws DockerError 400
 */
export function headerJson(header: string | undefined, name: string): unknown {
	if (!header) return null;
	try {
		return JSON.parse(Buffer.from(header, 'base64url').toString('utf8'));
	} catch {
		throw badRequest(`${name} is no JSON in base64`);
	}
}

/** Casts a value to an object. Null becomes an object without fields. */
export const fieldsOf = (given: unknown) => (given ?? {}) as Record<string, unknown>;

/** The user name and password of a login; null where one of them is missing. */
export function loginIn({ username, password }: Record<string, unknown>): RegistryLogin | null {
	return typeof username === 'string' && username !== '' && typeof password === 'string'
		? { username, password }
		: null;
}

/**
 * User name and password of `X-Registry-Auth`: JSON in base64url (moby, registry.EncodeAuthConfig).
 * @returns null where it has none
 * @throws DockerError 400 for an identity token of a cloud, which is not supported
 */
export function registryLogin(header: string | undefined): RegistryLogin | null {
	const given = fieldsOf(headerJson(header, 'X-Registry-Auth'));
	const login = loginIn(given);
	if (login) return login;
	if (given['identitytoken'])
		throw badRequest('This box logs in to registries with a user name and a password, not with an identity token.');
	return null;
}
