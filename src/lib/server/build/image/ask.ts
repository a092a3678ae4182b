/** Sends requests to registries, and authenticates as they demand. */
import { BoxError, isBoxError } from '../../../contract/errors.ts';
import { isUntrusted, isWithoutTls } from '../../outbound/index.ts';
import type { FetchAnswer, FetchRequest, Outbound } from '../../outbound/types.ts';
import { MAX_DOCUMENT } from './documents.ts';
import { createLogin, type LoginDeps, type Scopes } from './login.ts';
import type { ImageName } from './reference.ts';

export interface AskDeps extends LoginDeps {
	outbound: Pick<Outbound, 'fetch'>;
	/** Whether this `host[:port]` may be used without TLS. */
	plainAllowed: (host: string) => boolean;
}

export interface Ask {
	/**
	 * Path below `/v2/` and the repository; or, with a leading slash, from the registry's root; or
	 * an absolute URL of the same registry.
	 */
	path: string;
	scopes: Scopes;
	method?: FetchRequest['method'];
	headers?: Readonly<Record<string, string>>;
	body?: FetchRequest['body'];
	idleMs?: number;
	/** Statuses to return as answers, besides 2xx and 401. */
	accept: readonly number[];
	signal: AbortSignal;
}

type Scheme = 'http' | 'https';
const other = (scheme: Scheme): Scheme => (scheme === 'https' ? 'http' : 'https');

/** Creates the request function. It keeps the authorization of each registry. */
export function createAsk(deps: AskDeps) {
	const { outbound, plainAllowed } = deps;
	const login = createLogin(deps);
	/** Registries that answered without TLS. */
	const plain = new Set<string>();
	const schemeOf = (host: string): Scheme => (plain.has(host) ? 'http' : 'https');
	const originOf = ({ host }: ImageName) => `${schemeOf(host)}://${host}`;

	/**
	 * Tries https, then http where a registry that is allowed to lacks TLS. Requests run
	 * concurrently, so each decides by the scheme that it used itself, and not by what another has
	 * found out since.
	 */
	async function eitherWay(host: string, send: (origin: string) => Promise<FetchAnswer>): Promise<FetchAnswer> {
		const scheme = schemeOf(host);
		try {
			return await send(`${scheme}://${host}`);
		} catch (error) {
			if (!plainAllowed(host)) throw withHint(host, error);
			if (!isOtherScheme(scheme, error)) throw error;
			const answer = await send(`${other(scheme)}://${host}`).catch((second: unknown) => {
				throw isOtherScheme(other(scheme), second) ? error : second;
			});
			if (scheme === 'https') plain.add(host);
			else plain.delete(host);
			return answer;
		}
	}

	return {
		originOf,
		known: login.known,
		/**
		 * @returns also refusals: 401 where no credentials are left to try
		 * @throws BoxError those of {@link Outbound.fetch}; `registry-refused`
		 */
		async ask(reference: ImageName, { path, scopes, accept, ...rest }: Ask): Promise<FetchAnswer> {
			const { host, repository } = reference;
			const send = (url: string) => {
				const { headers, credentials } = login.known(reference, scopes);
				return outbound.fetch({
					...rest,
					url,
					headers: { ...headers, ...rest.headers },
					credentials: credentials ?? null,
					accept: [401, ...accept],
					maxBytes: MAX_DOCUMENT
				});
			};
			const below = path.startsWith('/') ? path : `/v2/${path === '' ? '' : `${repository}/${path}`}`;
			let origin = originOf(reference);
			const sendOnce = () => {
				// An absolute URL continues an earlier exchange, with the scheme of that exchange.
				if (/^https?:/.test(path)) return send(path);
				return eitherWay(host, (at) => send(`${(origin = at)}${below}`));
			};
			let answer = await sendOnce();
			for (let asked = 0; answer.status === 401 && asked < 2; asked++) {
				await login.answer(reference, scopes, answer.headers['www-authenticate'], origin, rest.signal);
				answer = await sendOnce();
			}
			return answer;
		}
	};
}

/** @returns the error, with advice for the owner of a registry at home without TLS */
function withHint(host: string, error: unknown): unknown {
	if (!isBoxError(error) || !isWithoutTls(error)) return error;
	const { code, status, message, cause } = error;
	const hint = `If it is yours and has no TLS, name it as http://${host} in DOGEBOX_DOWNLOADS_FROM.`;
	return new BoxError({ code, status, message, hint, cause });
}

/** Whether this failure may mean that the registry uses the other scheme. */
function isOtherScheme(scheme: Scheme, error: unknown): boolean {
	if (!isBoxError(error)) return false;
	// An untrusted certificate means that the registry does use TLS.
	if (scheme === 'https') return error.code === 'unreachable' && !isUntrusted(error);
	return error.code === 'unreachable' || error.code === 'http-status';
}
