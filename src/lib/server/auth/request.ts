/**
 * Facts about the sender of a request: address, scheme, host, and whether another site's page sent
 * it.
 */
import { isIP } from 'node:net';
import { BoxError } from '../../contract/errors.ts';

/** A request, as both node:http and fetch represent it. */
export interface RequestSource {
	/** Returns a header's value by its lower-case name; several lines are joined by commas. */
	header(name: string): string | undefined;
	/** Address of the remote end of the socket. */
	remoteAddress: string | undefined;
	/** Whether the socket itself is TLS. */
	encrypted: boolean;
}

export interface RequestFacts {
	/** Client address; IPv4-mapped addresses are given as IPv4. */
	address: string;
	scheme: 'http' | 'https';
	/** `box.local:8080`, as the client addresses the box; lower case. */
	host: string;
	/** `box.local`; IPv6 in brackets. */
	hostname: string;
	/** `http://box.local:8080` */
	origin: string;
	/** Whether the request came directly from this machine, and addressed it by a loopback name. */
	loopback: boolean;
}

/** Headers that proxies add. If one is present, the remote end of the socket is not the client. */
const FORWARDING = ['forwarded', 'x-forwarded-for', 'x-forwarded-host', 'x-forwarded-proto', 'x-real-ip', 'via'];

/** Normalises an address: `::ffff:192.0.2.1` → `192.0.2.1`, without zone ids. */
export function plainAddress(address: string | undefined): string {
	const bare = (address ?? '').replace(/%.*$/, '');
	return bare.replace(/^::ffff:(?=\d+\.\d+\.\d+\.\d+$)/i, '') || 'unknown';
}

/** Whether the address is in 127.0.0.0/8 or ::1. */
export function isLoopbackAddress(address: string): boolean {
	return address === '::1' || /^127\.\d+\.\d+\.\d+$/.test(address);
}

/**
 * Whether a host is `localhost`, in 127.0.0.0/8 or [::1], with any port. A name that merely
 * resolves to such an address (DNS rebinding) does not count.
 */
export function isLoopbackHost(host: string): boolean {
	const name = hostnameOf(host);
	return name === 'localhost' || name === '[::1]' || isLoopbackAddress(name);
}

/** Returns the host without its port. */
export function hostnameOf(host: string): string {
	const bracketed = /^\[[^\]]*\]/.exec(host);
	return bracketed ? bracketed[0] : host.replace(/:\d*$/, '');
}

/**
 * Determines the facts about a request. X-Forwarded-* headers are trusted only when the remote end
 * of the socket is the configured proxy.
 * @param trustedProxy its address, or null for none
 */
export function factsOf(source: RequestSource, trustedProxy: string | null): RequestFacts {
	const peer = plainAddress(source.remoteAddress);
	const proxied = trustedProxy !== null && peer === plainAddress(trustedProxy);
	let address = peer;
	let scheme: 'http' | 'https' = source.encrypted ? 'https' : 'http';
	let host = (source.header('host') ?? '').trim().toLowerCase();
	if (proxied) {
		// The trusted proxy itself wrote the last entry. The client could have forged those before
		// it.
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
		// Requests through a trusted proxy can come from anywhere, even if it adds no header.
		loopback: !proxied && !forwarded && isLoopbackAddress(peer) && isLoopbackHost(host)
	};
}

/**
 * Returns why a request appears to come from another site's page, or null. A pup's page counts as
 * another site: it has the same host but another port, so `same-site` is refused, and its Origin
 * differs. A request with neither header comes from a program, which does not have the cookies of
 * the owner's browser. Sec-Fetch-Site is missing over plain http, but browsers still send Origin
 * with every POST and every WebSocket.
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

/**
 * Compares origins as browsers do: without default ports, names in lower case. `null` equals
 * nothing.
 */
function sameOrigin(a: string, b: string): boolean {
	try {
		const left = new URL(a);
		const right = new URL(b);
		return left.origin !== 'null' && left.origin === right.origin;
	} catch {
		return false;
	}
}

/** Whether a method is defined to change nothing (RFC 9110, 9.2.1). */
export function isSafeMethod(method: string): boolean {
	return method === 'GET' || method === 'HEAD' || method === 'OPTIONS';
}

/**
 * Creates a 403: another site's page made the request.
 * @param facts the address that the box assumes for itself; if the sender's differs only in the
 * scheme, a proxy with TLS has not been configured
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
			? `The page is at ${origin}, and the box knows itself as ${facts.origin}. If a reverse proxy answers for the box, tell the box the proxy’s address: DOGEBOX_TRUSTED_PROXY (--trusted-proxy), and have the proxy send X-Forwarded-Proto.`
			: `Use a page of the box itself, under the same address (${reason}).`
	});
}
