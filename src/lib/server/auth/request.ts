/**
 * What a request tells about its sender: address, scheme, host; and whether another site's page
 * made it.
 */
import { isIP } from 'node:net';
import { BoxError } from '../../contract/errors.ts';

/** A request, as node:http and as fetch know it. */
export interface RequestSource {
	/** A header's value by lower-case name; several lines joined by comma. */
	header(name: string): string | undefined;
	/** Address of the other end of the socket. */
	remoteAddress: string | undefined;
	/** Whether the socket itself is TLS. */
	encrypted: boolean;
}

export interface RequestFacts {
	/** Client address, IPv4-mapped forms as IPv4. */
	address: string;
	scheme: 'http' | 'https';
	/** `box.local:8080`, as the client sees the box; lower case. */
	host: string;
	/** `box.local`; IPv6 in brackets. */
	hostname: string;
	/** `http://box.local:8080` */
	origin: string;
	/** Came from this machine, straight, and asked for it by a loopback name. */
	loopback: boolean;
}

/**
 * Headers that a proxy adds; one of them means that the sender is not the other end of the socket.
 */
const FORWARDING = ['forwarded', 'x-forwarded-for', 'x-forwarded-host', 'x-forwarded-proto', 'x-real-ip', 'via'];

/** `::ffff:192.0.2.1` → `192.0.2.1`, zone ids dropped. */
export function plainAddress(address: string | undefined): string {
	const bare = (address ?? '').replace(/%.*$/, '');
	return bare.replace(/^::ffff:(?=\d+\.\d+\.\d+\.\d+$)/i, '') || 'unknown';
}

/** 127.0.0.0/8 or ::1. */
export function isLoopbackAddress(address: string): boolean {
	return address === '::1' || /^127\.\d+\.\d+\.\d+$/.test(address);
}

/**
 * `localhost`, 127.0.0.0/8 or [::1], with any port. A name that merely resolves there (DNS
 * rebinding) is none.
 */
export function isLoopbackHost(host: string): boolean {
	const name = hostnameOf(host);
	return name === 'localhost' || name === '[::1]' || isLoopbackAddress(name);
}

/** The host without its port. */
export function hostnameOf(host: string): string {
	const bracketed = /^\[[^\]]*\]/.exec(host);
	return bracketed ? bracketed[0] : host.replace(/:\d*$/, '');
}

/**
 * Facts about a request. X-Forwarded-* is believed only when the other end of the socket is the
 * proxy we were told of.
 * @param trustedProxy its address, or null for none
 */
export function factsOf(source: RequestSource, trustedProxy: string | null): RequestFacts {
	const peer = plainAddress(source.remoteAddress);
	const proxied = trustedProxy !== null && peer === plainAddress(trustedProxy);
	let address = peer;
	let scheme: 'http' | 'https' = source.encrypted ? 'https' : 'http';
	let host = (source.header('host') ?? '').trim().toLowerCase();
	if (proxied) {
		// The last entry is the one the trusted proxy itself wrote; what stands before it, the
		// client can have made up.
		const last = source.header('x-forwarded-for')?.split(',').at(-1)?.trim();
		if (last && isIP(plainAddress(last))) address = plainAddress(last);
		const proto = source.header('x-forwarded-proto')?.split(',').at(-1)?.trim().toLowerCase();
		if (proto === 'https' || proto === 'http') scheme = proto;
		const forwardedHost = source.header('x-forwarded-host')?.split(',').at(-1)?.trim().toLowerCase();
		if (forwardedHost && /^[a-z0-9.:[\]_-]+$/.test(forwardedHost)) host = forwardedHost;
	}
	const forwarded = FORWARDING.some((name) => source.header(name) !== undefined);
	return {
		address,
		scheme,
		host,
		hostname: hostnameOf(host),
		origin: `${scheme}://${host}`,
		// What a trusted proxy passes on comes from anywhere, also where it adds no header.
		loopback: !proxied && !forwarded && isLoopbackAddress(peer) && isLoopbackHost(host)
	};
}

/**
 * Why a request looks as if another site's page had made it, or null where it does not. A pup's
 * page is “another site” here: same host, other port, so `same-site` is refused and the Origin
 * differs. A request with neither header comes from a program, which has no cookies of the owner's
 * browser. Sec-Fetch-Site is missing over plain http, where browsers still send Origin with every
 * POST and every WebSocket.
 */
export function crossSiteReason(
	header: (name: string) => string | undefined,
	facts: Pick<RequestFacts, 'origin'>
): string | null {
	const site = header('sec-fetch-site');
	if (site !== undefined && site !== 'same-origin' && site !== 'none') return `Sec-Fetch-Site: ${site.slice(0, 20)}`;
	const origin = header('origin');
	if (origin !== undefined && !sameOrigin(origin, facts.origin)) return `Origin: ${origin.slice(0, 100)}`;
	return null;
}

/** Compares as browsers do: default ports left out, names in lower case. `null` equals nothing. */
function sameOrigin(a: string, b: string): boolean {
	try {
		const left = new URL(a);
		const right = new URL(b);
		return left.origin !== 'null' && left.origin === right.origin;
	} catch {
		return false;
	}
}

/** Whether a method changes nothing by its meaning (RFC 9110, 9.2.1). */
export function isSafeMethod(method: string): boolean {
	return method === 'GET' || method === 'HEAD' || method === 'OPTIONS';
}

/**
 * 403: the request was made by another site's page.
 * @param facts what the box believes to be its own address; where the sender's differs in the
 *   scheme alone, a proxy that speaks TLS is not configured
 */
export function crossSiteError(reason: string, facts: Pick<RequestFacts, 'origin'>): BoxError {
	const [, origin] = /^Origin: (.+)$/.exec(reason) ?? [];
	const onlyScheme =
		origin !== undefined && sameOrigin(origin.replace(/^https:/i, 'http:'), facts.origin.replace(/^https:/i, 'http:'));
	return new BoxError({
		code: 'cross-site',
		status: 403,
		message: 'This request came from a page of another site and was refused.',
		hint: onlyScheme
			? `The page is at ${origin}, and the box knows itself as ${facts.origin}. Where a reverse proxy answers for the box, tell the box its address: DOGEBOX_TRUSTED_PROXY (--trusted-proxy), and have the proxy send X-Forwarded-Proto.`
			: `Do it from a page of the box itself, under the same address (${reason}).`
	});
}
