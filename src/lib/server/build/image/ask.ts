/** Requests to registries, let in as their challenge says. */
import { isBoxError } from '../../../contract/errors.ts';
import type { FetchAnswer, FetchRequest, Outbound } from '../../outbound/types.ts';
import { MAX_DOCUMENT } from './documents.ts';
import { createLogin, type LoginDeps, type Scopes } from './login.ts';
import type { ImageName } from './reference.ts';

export interface AskDeps extends LoginDeps {
	outbound: Pick<Outbound, 'fetch'>;
	/** Whether the owner named this `host[:port]`, so that it may be asked without TLS. */
	plainAllowed: (host: string) => boolean;
}

export interface Ask {
	/**
	 * Below `/v2/` and the repository; from the root of the registry with a slash in front; or an
	 * absolute address at its own origin.
	 */
	path: string;
	scopes: Scopes;
	method?: FetchRequest['method'];
	headers?: Readonly<Record<string, string>>;
	body?: FetchRequest['body'];
	idleMs?: number;
	/** Statuses that are answers, beside 2xx and 401. */
	accept: readonly number[];
	signal: AbortSignal;
}

/** How registries are asked; each keeps what lets one in. */
export function createAsk(deps: AskDeps) {
	const { outbound, plainAllowed } = deps;
	const login = createLogin(deps);
	/** Registries of the owner that speak plain HTTP. */
	const plain = new Set<string>();
	const originOf = ({ host }: ImageName) => `${plain.has(host) ? 'http' : 'https'}://${host}`;
	function urlOf(reference: ImageName, path: string): string {
		if (/^https?:/.test(path)) return path;
		if (path.startsWith('/')) return `${originOf(reference)}${path}`;
		return `${originOf(reference)}/v2/${path === '' ? '' : `${reference.repository}/${path}`}`;
	}

	return {
		originOf,
		known: login.known,
		/**
		 * @returns also refusals: 401 when there is nothing more to offer
		 * @throws BoxError those of {@link Outbound.fetch}; `registry-refused`
		 */
		async ask(reference: ImageName, { path, scopes, accept, ...rest }: Ask): Promise<FetchAnswer> {
			const send = () => {
				const { headers, credentials } = login.known(reference, scopes);
				return outbound.fetch({
					...rest,
					url: urlOf(reference, path),
					headers: { ...headers, ...rest.headers },
					credentials: credentials ?? null,
					accept: [401, ...accept],
					maxBytes: MAX_DOCUMENT
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
				await login.answer(reference, scopes, answer.headers['www-authenticate'], originOf(reference), rest.signal);
				answer = await send();
			}
			return answer;
		}
	};
}

/** Whether a registry that does not speak TLS would have answered so. */
function mayBePlain(error: unknown): boolean {
	return isBoxError(error) && ['unreachable', 'tls'].includes(error.code);
}
