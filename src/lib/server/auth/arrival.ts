/** Who a request comes from and by which session: one answer for pages, programs, the live socket and pups' pages. */
import type { IncomingMessage } from 'node:http';
import { cookieValues, DEVICE_COOKIE } from './cookies.ts';
import { factsOf, type RequestFacts, type RequestSource } from './request.ts';
import type { Auth, Client, OpenSession } from './types.ts';

/** A request with what is known of its sender. */
export interface Arrival {
	readonly facts: RequestFacts;
	readonly client: Client;
	/** A header's value by lower-case name. */
	header(name: string): string | undefined;
}

/**
 * Who a request comes from.
 * @param source its headers and the other end of its socket
 * @param trustedProxy address of the proxy whose X-Forwarded-* headers are believed; null for none
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

/** Who a node request comes from. */
export function arrivalOf(req: IncomingMessage, trustedProxy: string | null): Arrival {
	const header = (name: string) => {
		const value = req.headers[name];
		return Array.isArray(value) ? value.join(', ') : value;
	};
	const { remoteAddress } = req.socket;
	return arrivalFrom({ header, remoteAddress, encrypted: 'encrypted' in req.socket }, trustedProxy);
}

/** A session that a request carries. */
export interface FoundSession {
	session: OpenSession;
	token: string;
	/** Its cookie is to be sent anew. */
	fresh: boolean;
}

/**
 * The session of a request, by any of the tokens it carries.
 * @returns null for nobody
 */
export async function sessionOf(auth: Auth, arrival: Arrival): Promise<FoundSession | null> {
	const headers = { cookie: arrival.header('cookie'), authorization: arrival.header('authorization') };
	for (const token of auth.tokensOf(headers)) {
		const valid = await auth.validate(token);
		if (!valid) continue;
		auth.seen(valid.session.id, arrival.client);
		return { ...valid, token };
	}
	return null;
}
