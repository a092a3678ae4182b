/**
 * Authenticates at registries: without credentials, with a token, or with user name and password.
 * Challenges: RFC 9110 §11.6.1, RFC 7617 (Basic), RFC 6750 (Bearer); tokens: distribution,
 * `spec/auth/token.md`.
 */
import * as v from 'valibot';
import { BoxError } from '../../../contract/errors.ts';
import type { FetchRequest, Outbound } from '../../outbound/types.ts';
import type { Credentials, FindCredentials } from './credentials.ts';
import { parseJson } from './documents.ts';
import type { ImageName } from './reference.ts';

/** The authorization of a request. */
export type Authorization = Pick<FetchRequest, 'headers' | 'credentials'>;

export interface Challenge {
	/** Lower case. */
	scheme: string;
	parameters: Partial<Record<string, string>>;
}

/** Permissions in a registry (token.md, “scope”): `repository:library/nginx:pull`. */
export type Scopes = readonly string[];

/** Permission to read a repository; empty for authentication alone. */
export const pullScopes = ({ repository }: ImageName): Scopes =>
	repository === '' ? [] : [`repository:${repository}:pull`];

export interface Login {
	/** The known authorization for a repository; none before the first refusal. */
	known(reference: ImageName, scopes: Scopes): Authorization;
	/**
	 * Answers a refusal.
	 * @param challenge `WWW-Authenticate`
	 * @param origin of the registry, `https://registry.example`
	 * @throws BoxError 502 `registry-refused` where no credentials are left to try
	 */
	answer(
		reference: ImageName,
		scopes: Scopes,
		challenge: string | undefined,
		origin: string,
		signal: AbortSignal
	): Promise<Authorization>;
}

export interface LoginDeps {
	outbound: Pick<Outbound, 'fetch'>;
	credentials: FindCredentials;
	/** Milliseconds since the epoch. */
	now: () => number;
}

const tokenAnswer = v.object({
	token: v.optional(v.string()),
	access_token: v.optional(v.string()),
	expires_in: v.optional(v.number())
});

/** Lifetime of a token that does not state one, seconds (token.md). */
const TOKEN_SECONDS = 60;
/** Time before its end at which a token is renewed, milliseconds. */
const MARGIN_MS = 10_000;

/** Caches tokens until they expire. */
export function createLogin({ outbound, credentials, now }: LoginDeps): Login {
	const opened = new Map<string, { authorization: Authorization; until: number }>();
	const keyOf = ({ host }: ImageName, scopes: Scopes) => [host, ...scopes].join(' ');

	async function token(
		reference: ImageName,
		scopes: Scopes,
		{ parameters }: Challenge,
		origin: string,
		signal: AbortSignal
	) {
		const realm = realmOf(parameters['realm'], origin);
		if (parameters['service']) realm.searchParams.set('service', parameters['service']);
		for (const scope of scopes) realm.searchParams.append('scope', scope);
		const found = await credentials(reference.name);
		const { status, body } = await outbound.fetch({
			url: realm.href,
			credentials: found,
			accept: [401, 403],
			maxBytes: 256 * 1024,
			signal
		});
		if (status === 401 || status === 403) throw refused(reference, found);
		const parsed = v.safeParse(tokenAnswer, parseJson(body));
		const text = parsed.success ? (parsed.output.token ?? parsed.output.access_token) : undefined;
		// Characters that are allowed in the header (RFC 6750 §2.1).
		if (!text || !/^[\w.~+/=-]+$/.test(text)) {
			throw refusal(reference, 'its token service gave no token');
		}
		const seconds = Math.max(TOKEN_SECONDS, (parsed.success && parsed.output.expires_in) || 0);
		return {
			authorization: { headers: { authorization: `Bearer ${text}` } },
			until: now() + seconds * 1000 - MARGIN_MS
		};
	}

	return {
		known(reference, scopes) {
			const found = opened.get(keyOf(reference, scopes));
			return found && found.until > now() ? found.authorization : {};
		},
		async answer(reference, scopes, header, origin, signal) {
			const key = keyOf(reference, scopes);
			const challenges = parseChallenges(header ?? '');
			const bearer = challenges.find(({ scheme }) => scheme === 'bearer');
			let way: { authorization: Authorization; until: number };
			if (bearer) way = await token(reference, scopes, bearer, origin, signal);
			else if (challenges.some(({ scheme }) => scheme === 'basic')) {
				const found = await credentials(reference.name);
				const same = opened.get(key)?.authorization.credentials;
				if (!found || (same?.username === found.username && same.password === found.password)) {
					opened.delete(key);
					throw refused(reference, found);
				}
				way = { authorization: { credentials: found }, until: Infinity };
			} else throw refusal(reference, 'it asks for a kind of login that is not known');
			opened.set(key, way);
			return way.authorization;
		}
	};
}

/**
 * The address of the token service. It must use HTTPS, unless it is on the machine of a registry
 * that is itself used without TLS.
 * @throws BoxError 502 `registry-refused`
 */
export function realmOf(realm: string | undefined, origin: string): URL {
	const url = URL.canParse(realm ?? '') ? new URL(realm!) : null;
	const { protocol, hostname, host } = new URL(origin);
	const plain = url?.protocol === 'http:' && protocol === 'http:' && url.hostname === hostname;
	if (url && !url.username && !url.password && (url.protocol === 'https:' || plain)) return url;
	throw new BoxError({
		code: 'registry-refused',
		status: 502,
		message: `The registry ${host} sends one to an address for tokens that is not secure.`
	});
}

/** Parses `WWW-Authenticate`: schemes with their parameters, quoted or not. */
export function parseChallenges(header: string): Challenge[] {
	const challenges: Challenge[] = [];
	const part = /([A-Za-z][\w-]*)(?:\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,"]*)))?/g;
	for (const [, name, quoted, plain] of header.slice(0, 8192).matchAll(part)) {
		const value = quoted?.replace(/\\(.)/g, '$1') ?? plain;
		if (value === undefined) challenges.push({ scheme: name!.toLowerCase(), parameters: {} });
		else if (challenges.length > 0) challenges.at(-1)!.parameters[name!.toLowerCase()] = value;
	}
	return challenges;
}

/** 502: the registry refuses us this image. */
export function refused(reference: ImageName, credentials: Credentials | null): BoxError {
	return new BoxError({
		code: 'registry-refused',
		status: 502,
		message: credentials
			? `The registry ${reference.name} does not let “${credentials.username}” have ${reference.title}.`
			: `The registry ${reference.name} gives ${reference.title} only to those who log in.`,
		hint: 'The owner can name a file with passwords for registries, in the form that “docker login” writes, with DOGEBOX_REGISTRY_AUTH.'
	});
}

function refusal(reference: ImageName, why: string): BoxError {
	const message = `The registry ${reference.name} did not let the box in: ${why}.`;
	return new BoxError({ code: 'registry-refused', status: 502, message });
}
