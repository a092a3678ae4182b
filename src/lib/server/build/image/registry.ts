/** Pulls from a registry: OCI distribution-spec 1.1, “Pull”. Verifies the hash of everything. */
import { createHash } from 'node:crypto';
import * as v from 'valibot';
import { BoxError, isBoxError } from '../../../contract/errors.ts';
import type { FetchAnswer, Outbound } from '../../outbound/types.ts';
import { hexOf, MANIFEST_TYPES, parseJson, unusable } from './documents.ts';
import { createAsk, type AskDeps } from './ask.ts';
import { pullScopes, refused } from './login.ts';
import { resolveImage, type ImageDocuments, type ImageLayer, type OpenedImage, type ReadDocument } from './opened.ts';
import type { ImageName, RegistryReference, TaggedReference } from './reference.ts';

export interface RegistryDeps extends AskDeps {
	outbound: Pick<Outbound, 'fetch' | 'download'>;
}

/**
 * Most tries of one layer, each further one with a new token: tokens may expire before a large
 * download ends.
 */
const LOGINS_PER_LAYER = 3;

/** Most pages of a list of tags. A registry returns a hundred or more tags on each. */
const MOST_PAGES = 100;
/** Most tags of a repository. The largest ones of Docker Hub have some thousands. */
const MOST_TAGS = 20_000;
const tagsAnswer = v.object({ tags: v.nullish(v.array(v.pipe(v.string(), v.maxLength(128)))) });

/** The next page of a list, from `Link: </v2/x/tags/list?last=b&n=2>; rel="next"` (RFC 8288). */
export function nextPage(link: string | undefined): string | null {
	const query = /^\s*<[^>?]*\/tags\/list(\?[^>]*)>[^,]*;\s*rel="?next"?/.exec(link ?? '')?.[1];
	return query === undefined ? null : `tags/list${query}`;
}

/** Creates the client for all registries. */
export function createRegistry(deps: RegistryDeps) {
	const { outbound } = deps;
	const { ask, known, originOf } = createAsk(deps);

	async function get(
		reference: ImageName,
		path: string,
		accept: readonly string[],
		signal: AbortSignal
	): Promise<FetchAnswer> {
		const answer = await ask(reference, {
			path,
			scopes: pullScopes(reference),
			headers: { accept: accept.join(', ') },
			accept: [403, 404, 429],
			signal
		});
		if (answer.status >= 200 && answer.status < 300) return answer;
		throw explain(reference, answer);
	}

	async function document(
		reference: RegistryReference,
		path: string,
		digest: string,
		accept: readonly string[],
		signal: AbortSignal
	): Promise<Buffer> {
		const { body } = await get(reference, path, accept, signal);
		if (createHash('sha256').update(body).digest('hex') === digest) return body;
		throw new BoxError({
			code: 'wrong-hash',
			status: 422,
			message: `The registry ${reference.name} sent content that does not match the hash of ${reference.title}.`,
			hint: 'It may have been changed on the way. Nothing of it was used.'
		});
	}

	async function fetchLayer(
		reference: RegistryReference,
		layer: ImageLayer,
		onBytes: (done: number) => void,
		signal: AbortSignal
	): Promise<string> {
		for (let attempt = 1; ; attempt++) {
			try {
				return await outbound.download({
					url: `${originOf(reference)}/v2/${reference.repository}/blobs/sha256:${layer.key}`,
					sha256: layer.key,
					maxBytes: layer.size,
					...known(reference, pullScopes(reference)),
					onProgress: onBytes,
					signal
				});
			} catch (error) {
				if (attempt === LOGINS_PER_LAYER || !isBoxError(error) || error.code !== 'http-status') throw error;
				// Requesting the small manifest renews the token, because it needs the same
				// permission.
				await get(reference, `manifests/sha256:${reference.digest}`, MANIFEST_TYPES, signal);
			}
		}
	}

	return {
		/**
		 * Checks whether the registry accepts the credentials at all.
		 * @throws BoxError as `open`
		 */
		async enter(registry: ImageName, signal: AbortSignal): Promise<void> {
			await get(registry, '', ['*/*'], signal);
		},
		/**
		 * Resolves a tag to an image.
		 * @returns SHA-256 of its manifest or index, hex
		 * @throws BoxError as `open`
		 */
		async resolve(reference: TaggedReference, signal: AbortSignal): Promise<string> {
			if (reference.digest !== null) return reference.digest;
			const { body } = await get(reference, `manifests/${reference.tag ?? 'latest'}`, MANIFEST_TYPES, signal);
			return createHash('sha256').update(body).digest('hex');
		},
		/**
		 * All tags of a repository, in the order of the registry (distribution-spec, “Listing
		 * Tags”).
		 * @throws BoxError as `open`
		 */
		async tags(reference: ImageName, signal: AbortSignal): Promise<string[]> {
			const tags: string[] = [];
			let path: string | null = 'tags/list';
			for (let pages = 0; path !== null && pages < MOST_PAGES; pages++) {
				const answer = await get(reference, path, ['application/json'], signal);
				const parsed = v.safeParse(tagsAnswer, parseJson(answer.body));
				if (!parsed.success) throw unusable('Its registry gave no list of tags.');
				tags.push(...(parsed.output.tags ?? []));
				if (tags.length > MOST_TAGS)
					throw unusable(`Its repository has more than ${MOST_TAGS} tags. Name the one you want.`);
				path = nextPage(answer.headers['link']);
			}
			return tags;
		},
		/**
		 * Finds the image for this host.
		 * @param arch `process.arch`
		 * @throws BoxError those of {@link Outbound.fetch}; `registry-refused`, `not-in-registry`,
		 *   `registry-busy`, `wrong-hash`, `image-unusable`, `no-image-for-platform`
		 */
		async open(
			reference: RegistryReference,
			arch: string,
			signal: AbortSignal
		): Promise<OpenedImage & { documents: ImageDocuments }> {
			const manifest = (digest: string) =>
				document(reference, `manifests/sha256:${digest}`, digest, MANIFEST_TYPES, signal);
			const read: ReadDocument = ({ digest }, kind) =>
				kind === 'manifest'
					? manifest(hexOf(digest))
					: document(reference, `blobs/${digest}`, hexOf(digest), ['*/*'], signal);
			const { layers, run, documents } = await resolveImage(await manifest(reference.digest), read, arch);
			return {
				layers,
				run,
				documents,
				fetch: (layer, onBytes, fetchSignal) => fetchLayer(reference, layer, onBytes, fetchSignal)
			};
		}
	};
}

function explain(reference: ImageName, { status, headers }: FetchAnswer): BoxError {
	const { name, title } = reference;
	if (status === 404) {
		return new BoxError({
			code: 'not-in-registry',
			status: 502,
			message: `The registry ${name} does not have ${title}${'digest' in reference && reference.digest ? ' with the hash that is asked for' : ''}.`,
			hint: 'Look whether name and tag are right. It may have been removed there, or need a login.'
		});
	}
	if (status === 429) {
		const seconds = Number(headers['retry-after']);
		return new BoxError({
			code: 'registry-busy',
			status: 502,
			message: `The registry ${name} refuses more downloads for now.`,
			hint: 'Try again later; with a login more is allowed (DOGEBOX_REGISTRY_AUTH).',
			...(seconds > 0 && { retryAfter: seconds })
		});
	}
	return refused(reference, null);
}
