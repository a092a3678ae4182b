/**
 * Identifies the sender of a request and its session. Pages, programs, the live socket and pups'
 * pages all use it.
 */
import type { IncomingMessage } from 'node:http';
import { cookieValues, DEVICE_COOKIE } from './cookies.ts';
import { factsOf, type RequestFacts, type RequestSource } from './request.ts';
import type { ApiToken } from '../../contract/tokens.ts';
import { API_TOKEN_PREFIX } from './tokens.ts';
import type { Auth, Client, OpenSession } from './types.ts';

/** A request, with what is known of its sender. */
export interface Arrival {
	readonly facts: RequestFacts;
	readonly client: Client;
	/** Returns a header's value by its lower-case name. */
	header(name: string): string | undefined;
}

/**
 * Determines the sender of a request.
 * @param source its headers, and the remote end of its socket
 * @param trustedProxy address of the proxy whose X-Forwarded-* headers are trusted; null for none
 */
export function arrivalFrom(source: RequestSource, trustedProxy: string | null): Arrival {
	const facts = factsOf(source, trustedProxy);
	const header = (name: string) => source.header(name);
	return {
		facts,
		header,
		client: {
			address: facts.address,
			userAgent: header('user-agent') ?? '',
			device: cookieValues(header('cookie'), DEVICE_COOKIE)[0]
		}
	};
}

/** Determines the sender of a request of node:http. */
export function arrivalOf(req: IncomingMessage, trustedProxy: string | null): Arrival {
	const header = (name: string) => {
		const value = req.headers[name];
		return Array.isArray(value) ? value.join(', ') : value;
	};
	const { remoteAddress } = req.socket;
	return arrivalFrom({ header, remoteAddress, encrypted: 'encrypted' in req.socket }, trustedProxy);
}

/** The session that a request was sent with. */
export interface FoundSession {
	session: OpenSession;
	token: string;
	/** Whether its cookie has to be sent again. */
	fresh: boolean;
}

/** Returns the token of an `Authorization: Bearer` header; undefined for none. */
export function bearerOf(authorization: string | undefined): string | undefined {
	return /^Bearer +([\w~+/.=-]+)$/i.exec(authorization?.trim() ?? '')?.[1];
}

/**
 * Returns the API token of a request. Only the header counts, never a cookie. If the request has an
 * API token, that token decides, and no session is searched.
 * @returns undefined when the request has no API token; null when its token is not or no longer
 * valid
 */
export function apiTokenOf(auth: Auth, arrival: Arrival): ApiToken | null | undefined {
	const bearer = bearerOf(arrival.header('authorization'));
	if (!bearer?.startsWith(API_TOKEN_PREFIX)) return undefined;
	const found = auth.tokens.validate(bearer);
	if (found) auth.tokens.used(found.id, arrival.client);
	return found;
}

/**
 * Finds the session of a request, by any of the tokens in it.
 * @returns null for none
 */
export async function sessionOf(auth: Auth, arrival: Pick<Arrival, 'header' | 'client'>): Promise<FoundSession | null> {
	const headers = { cookie: arrival.header('cookie'), authorization: arrival.header('authorization') };
	for (const token of auth.tokensOf(headers)) {
		const valid = await auth.validate(token);
		if (!valid) continue;
		auth.seen(valid.session.id, arrival.client);
		return { ...valid, token };
	}
	return null;
}
