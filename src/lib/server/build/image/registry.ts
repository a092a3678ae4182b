/**
 * Pulling from a registry: OCI distribution-spec 1.1, “Pull”. Everything that comes is held against
 * its hash.
 */
import { createHash } from 'node:crypto';
import { BoxError, isBoxError } from '../../../contract/errors.ts';
import type { FetchAnswer, Outbound } from '../../outbound/types.ts';
import { hexOf, MANIFEST_TYPES, MAX_DOCUMENT } from './documents.ts';
import { createLogin, refused, type LoginDeps } from './login.ts';
import { resolveImage, type ImageLayer, type OpenedImage, type ReadDocument } from './opened.ts';
import type { ImageName, RegistryReference, TaggedReference } from './reference.ts';

export interface RegistryDeps extends LoginDeps {
	outbound: Pick<Outbound, 'fetch' | 'download'>;
	/** Whether the owner named this `host[:port]`, so that it may be asked without TLS. */
	plainAllowed: (host: string) => boolean;
}

/**
 * Times that a layer is asked for with a new token; tokens may be shorter-lived than large
 * downloads.
 */
const LOGINS_PER_LAYER = 3;

/** The client of all registries. */
export function createRegistry(deps: RegistryDeps) {
	const { outbound, plainAllowed } = deps;
	const login = createLogin(deps);
	/** Registries of the owner that speak plain HTTP. */
	const plain = new Set<string>();

	const originOf = ({ host }: ImageName) => `${plain.has(host) ? 'http' : 'https'}://${host}`;

	async function get(
		reference: ImageName,
		path: string,
		accept: readonly string[],
		signal: AbortSignal
	): Promise<FetchAnswer> {
		const send = () => {
			const { headers, credentials } = login.known(reference);
			return outbound.fetch({
				url: `${originOf(reference)}/v2/${reference.repository}/${path}`,
				headers: { ...headers, accept: accept.join(', ') },
				credentials: credentials ?? null,
				accept: [401, 403, 404, 429],
				maxBytes: MAX_DOCUMENT,
				signal
			});
		};
		let answer: FetchAnswer;
		try {
			answer = await send();
		} catch (error) {
			if (plain.has(reference.host) || !plainAllowed(reference.host) || !mayBePlain(error)) throw error;
			plain.add(reference.host);
			answer = await send().catch((second: unknown) => {
				plain.delete(reference.host);
				throw mayBePlain(second) ? error : second;
			});
		}
		for (let asked = 0; answer.status === 401 && asked < 2; asked++) {
			await login.answer(reference, answer.headers['www-authenticate'], originOf(reference), signal);
			answer = await send();
		}
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
			message: `The registry ${reference.name} answered with something else than ${reference.title} has by its hash.`,
			hint: 'Somebody may have changed it on the way. Nothing of it was used.'
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
					...login.known(reference),
					onProgress: onBytes,
					signal
				});
			} catch (error) {
				if (attempt === LOGINS_PER_LAYER || !isBoxError(error) || error.code !== 'http-status') throw error;
				// The manifest is small and needs the same permission: asking for it renews the
				// token.
				await get(reference, `manifests/sha256:${reference.digest}`, MANIFEST_TYPES, signal);
			}
		}
	}

	return {
		/**
		 * Asks which image a tag means now.
		 * @returns SHA-256 of its manifest or index, hex
		 * @throws BoxError as `open`
		 */
		async resolve(reference: TaggedReference, signal: AbortSignal): Promise<string> {
			if (reference.digest !== null) return reference.digest;
			const { body } = await get(reference, `manifests/${reference.tag ?? 'latest'}`, MANIFEST_TYPES, signal);
			return createHash('sha256').update(body).digest('hex');
		},
		/**
		 * Finds the image for this host.
		 * @param arch `process.arch`
		 * @throws BoxError those of {@link Outbound.fetch}; `registry-refused`, `not-in-registry`,
		 *   `registry-busy`, `wrong-hash`, `image-unusable`, `no-image-for-platform`
		 */
		async open(reference: RegistryReference, arch: string, signal: AbortSignal): Promise<OpenedImage> {
			const manifest = (digest: string) =>
				document(reference, `manifests/sha256:${digest}`, digest, MANIFEST_TYPES, signal);
			const read: ReadDocument = ({ digest }, kind) =>
				kind === 'manifest'
					? manifest(hexOf(digest))
					: document(reference, `blobs/${digest}`, hexOf(digest), ['*/*'], signal);
			const { layers, run } = await resolveImage(await manifest(reference.digest), read, arch);
			return {
				layers,
				run,
				fetch: (layer, onBytes, fetchSignal) => fetchLayer(reference, layer, onBytes, fetchSignal)
			};
		}
	};
}

/** Whether a registry that does not speak TLS would have answered so. */
function mayBePlain(error: unknown): boolean {
	return isBoxError(error) && ['unreachable', 'tls'].includes(error.code);
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
			message: `The registry ${name} has given this box as much as it gives in one go.`,
			hint: 'Try again later; those who log in may fetch more (DOGEBOX_REGISTRY_AUTH).',
			...(seconds > 0 && { retryAfter: seconds })
		});
	}
	return refused(reference, null);
}
