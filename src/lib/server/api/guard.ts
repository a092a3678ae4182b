/** Who is let through to an operation: one decision for HTTP calls and for the live socket. */
import type { IncomingMessage } from 'node:http';
import type { Access } from '../../contract/access.ts';
import { BoxError, conflict } from '../../contract/errors.ts';
import {
	cookieValues,
	crossSiteError,
	crossSiteReason,
	DEVICE_COOKIE,
	factsOf,
	type Auth,
	type Caller,
	type OpenSession,
	type RequestFacts,
	type RequestSource
} from '../auth/index.ts';
import { needWizard, type Setup } from '../setup/index.ts';

/** A request with what is known of its sender. */
export interface Arrival {
	readonly facts: RequestFacts;
	readonly caller: Caller;
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
		caller: {
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

/** 403: only the wizard answers yet. */
export function notConfigured(): BoxError {
	return new BoxError({
		code: 'not-configured',
		status: 403,
		message: 'This box is not set up yet.',
		hint: 'Open its address in a browser and follow the steps there.'
	});
}

/** 401: no session. */
export function notLoggedIn(): BoxError {
	return new BoxError({
		code: 'not-logged-in',
		status: 401,
		message: 'Log in first.',
		hint: 'Send the token of POST /api/v1/sessions as “Authorization: Bearer …” or as cookie.'
	});
}

/**
 * The session of a request, by any of the tokens it carries.
 * @returns null for nobody; `token` to send the cookie anew when `fresh`
 */
export async function sessionOf(
	auth: Auth,
	arrival: Arrival
): Promise<{ session: OpenSession; token: string; fresh: boolean } | null> {
	const headers = { cookie: arrival.header('cookie'), authorization: arrival.header('authorization') };
	for (const token of auth.tokensOf(headers)) {
		const valid = await auth.validate(token);
		if (!valid) continue;
		auth.seen(valid.session.id, arrival.caller);
		return { ...valid, token };
	}
	return null;
}

/**
 * Lets a call through or says why not.
 * @param call.changes it changes something, or opens a socket: then where it comes from is checked
 * @param call.isBoxInfo `GET /box`, the one open operation of a box that is not configured
 * @returns the owner's session, null for open calls and the wizard
 * @throws BoxError 401, 403, 409 `already-configured`, 429
 */
export async function letThrough(
	services: { auth: Auth; setup: Setup },
	arrival: Arrival,
	call: { access: Access; changes: boolean; isBoxInfo: boolean }
): Promise<Awaited<ReturnType<typeof sessionOf>>> {
	const { auth, setup } = services;
	if (call.changes) {
		const reason = crossSiteReason(arrival.header, arrival.facts);
		if (reason !== null) throw crossSiteError(reason);
	}
	if (call.access === 'setup') {
		if (setup.configured()) throw conflict('already-configured', 'This box is set up already.', 'Log in instead.');
		needWizard(setup, {
			facts: arrival.facts,
			caller: arrival.caller,
			cookie: arrival.header('cookie'),
			claimCode: arrival.header('x-claim-code')
		});
		return null;
	}
	if (call.isBoxInfo) return null;
	if (!setup.configured()) throw notConfigured();
	if (call.access === 'open') return null;
	const found = await sessionOf(auth, arrival);
	if (!found) throw notLoggedIn();
	return found;
}
