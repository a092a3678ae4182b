/** What of a request may reach a pup, and what of its answer may reach the browser. */
import type { IncomingMessage } from 'node:http';
import { COOKIE_PREFIX, TOKEN_PREFIX, type RequestFacts } from '../auth/index.ts';

/** Headers in pairs, as node writes them out: names, order and repeats stay as they came. */
export type RawHeaders = string[];

/** Headers that belong to one connection (RFC 9110, 7.6.1, and what older software sends). */
const HOP_BY_HOP = new Set([
	'connection',
	'keep-alive',
	'proxy-authenticate',
	'proxy-authorization',
	'proxy-connection',
	'te',
	'trailer',
	'transfer-encoding',
	'upgrade'
]);

/** What tells a pup of the way to it: written again by the box, so never taken from a client. */
const FORWARDING = /^(x-forwarded(-.*)?|forwarded|x-real-ip|via|x-claim-code|x-dogebox-.*)$/;

/**
 * Headers by which a page would act on more than itself: cookies, storage, https or logging of the
 * whole host name, on which the box and other pups live too.
 */
const NOT_FROM_A_PUP = new Set([
	'clear-site-data',
	'strict-transport-security',
	'alt-svc',
	'public-key-pins',
	'public-key-pins-report-only',
	'expect-ct',
	'nel',
	'report-to',
	'reporting-endpoints',
	'origin-agent-cluster',
	'set-login'
]);

function* pairs(raw: readonly string[]): Generator<[string, string]> {
	for (let at = 0; at + 1 < raw.length; at += 2) yield [raw[at]!, raw[at + 1]!];
}

/** Names that the `Connection` header adds to the hop-by-hop ones. */
function connectionNames(raw: readonly string[]): Set<string> {
	const names = new Set<string>();
	for (const [name, value] of pairs(raw)) {
		if (name.toLowerCase() !== 'connection') continue;
		for (const part of value.split(',')) names.add(part.trim().toLowerCase());
	}
	return names;
}

/** A `Cookie` header without our own; null when nothing is left. */
export function withoutOurCookies(header: string): string | null {
	const kept = header
		.split(';')
		.map((part) => part.trim())
		.filter((part) => part !== '' && !(part.split('=')[0] ?? '').trim().toLowerCase().startsWith(COOKIE_PREFIX));
	return kept.length > 0 ? kept.join('; ') : null;
}

/**
 * A pup's `Set-Cookie` as it may reach the browser: never one of ours, never for other hosts.
 * @returns null to drop it
 */
export function safeSetCookie(line: string): string | null {
	const [pair = '', ...attributes] = line.split(';');
	// A cookie without “=” has an empty name and its value is sent as it stands: `dogebox_session`
	// alone would be ours too.
	const name = (pair.includes('=') ? pair.slice(0, pair.indexOf('=')) : '').trim().toLowerCase();
	const value = pair.slice(pair.indexOf('=') + 1).trim();
	if (name.startsWith(COOKIE_PREFIX)) return null;
	if (name === '' && value.toLowerCase().startsWith(COOKIE_PREFIX)) return null;
	return [pair.trim(), ...attributes.map((part) => part.trim()).filter((part) => !/^domain\s*(=|$)/i.test(part))].join(
		'; '
	);
}

/**
 * Whether an `Authorization` header carries a token of the box. Those of a pup's own login are its
 * business.
 */
function isOurToken(value: string): boolean {
	return new RegExp(`^\\s*Bearer\\s+${TOKEN_PREFIX}`, 'i').test(value);
}

/**
 * Headers for the pup.
 * @param upgrade for a WebSocket: its own hop-by-hop headers are kept
 */
export function toPup(req: IncomingMessage, facts: RequestFacts, upgrade: boolean): RawHeaders {
	const dropped = connectionNames(req.rawHeaders);
	const out: RawHeaders = [];
	const cookies: string[] = [];
	for (const [name, value] of pairs(req.rawHeaders)) {
		const lower = name.toLowerCase();
		if (HOP_BY_HOP.has(lower) || FORWARDING.test(lower)) continue;
		// Neither may be named away by the sender: without its length a body would be read as the
		// next request.
		if (dropped.has(lower) && lower !== 'host' && lower !== 'content-length') continue;
		// Node has answered `Expect: 100-continue` itself already.
		if (lower === 'expect') continue;
		if (lower === 'cookie') {
			const kept = withoutOurCookies(value);
			if (kept !== null) cookies.push(kept);
			continue;
		}
		if (lower === 'authorization' && isOurToken(value)) continue;
		out.push(name, value);
	}
	if (cookies.length > 0) out.push('Cookie', cookies.join('; '));
	out.push('X-Forwarded-For', facts.address, 'X-Forwarded-Proto', facts.scheme, 'X-Forwarded-Host', facts.host);
	const port = /:(\d+)$/.exec(facts.host)?.[1];
	if (port) out.push('X-Forwarded-Port', port);
	if (upgrade) out.push('Connection', 'Upgrade', 'Upgrade', req.headers.upgrade ?? 'websocket');
	else {
		// Told apart by framing: without it a chunked body would be sent as none.
		if (req.headers['transfer-encoding'] !== undefined) out.push('Transfer-Encoding', 'chunked');
		out.push('Connection', 'close');
	}
	return out;
}

/**
 * A `Location` that names the container is of no use outside: the same path on this origin instead.
 * @param target address and port of the page inside
 */
export function outsideLocation(location: string, target: { host: string; port: number }, origin: string): string {
	let url: URL;
	try {
		url = new URL(location);
	} catch {
		return location;
	}
	if (url.protocol !== 'http:' && url.protocol !== 'https:') return location;
	const inside = [target.host, 'localhost', '127.0.0.1', '0.0.0.0', '[::1]'];
	const port = Number(url.port || (url.protocol === 'https:' ? 443 : 80));
	if (!inside.includes(url.hostname) || port !== target.port) return location;
	return origin + url.pathname + url.search + url.hash;
}

/** Headers for the browser. */
export function toBrowser(
	answer: IncomingMessage,
	target: { host: string; port: number },
	facts: RequestFacts,
	upgrade: boolean
): RawHeaders {
	const dropped = connectionNames(answer.rawHeaders);
	const out: RawHeaders = [];
	let hasPolicy = false;
	let length: [string, string] | null = null;
	for (const [name, value] of pairs(answer.rawHeaders)) {
		const lower = name.toLowerCase();
		if (HOP_BY_HOP.has(lower) || dropped.has(lower) || NOT_FROM_A_PUP.has(lower)) continue;
		if (lower === 'service-worker-allowed' && !value.trim().startsWith('/')) continue;
		if (lower === 'set-cookie') {
			const safe = safeSetCookie(value);
			if (safe !== null) out.push(name, safe);
			continue;
		}
		if (lower === 'content-length') {
			length = [name, value];
			continue;
		}
		if (lower === 'cross-origin-resource-policy') hasPolicy = true;
		if (lower === 'location' || lower === 'content-location') {
			out.push(name, outsideLocation(value, target, facts.origin));
			continue;
		}
		out.push(name, value);
	}
	// Last: once node knows the length it takes a file name in Content-Disposition for UTF-8, and
	// refuses Latin-1 bytes.
	if (length) out.push(...length);
	// Pages of other pups share our host name and so the owner's cookies: unless this pup wants it,
	// they embed nothing of it.
	if (!hasPolicy && !upgrade) out.push('Cross-Origin-Resource-Policy', 'same-origin');
	if (upgrade) out.push('Connection', 'Upgrade', 'Upgrade', answer.headers.upgrade ?? 'websocket');
	return out;
}
