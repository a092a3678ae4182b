/** Sends one request and follows redirects, up to the head of the answer. Callers read the body. */
import type { LookupAddress } from 'node:dns';
import { request as plainRequest, type IncomingMessage, type RequestOptions } from 'node:http';
import { request as secureRequest } from 'node:https';
import type { LookupFunction } from 'node:net';
import { pipeline, type Readable } from 'node:stream';
import { badAddress, badRedirect, inWords, StatusError } from './failures.ts';
import { hostPortOf, type Journey } from './reach.ts';
import { until } from './watch.ts';

const REDIRECTS = 5;
/**
 * Time after which the next of several addresses is tried as well, ms; Node's own 250 is too short
 * for slow lines.
 */
export const ATTEMPT_MS = 2500;
/** Headers that must only be sent to one origin. */
const PRIVATE = new Set(['authorization', 'cookie', 'proxy-authorization']);

export interface Ask {
	url: string;
	journey: Journey;
	/** Aborts everything, including the body. */
	signal: AbortSignal;
	redirects: number | undefined;
	credentials: { username: string; password: string } | null | undefined;
	headers: Readonly<Record<string, string>>;
	method: string;
	body?: Buffer | SentStream | undefined;
	/** Statuses to return as answers besides 2xx. */
	accept: readonly number[];
	/** Trusted certificates of authorities; undefined for the default ones. */
	authorities: string[] | undefined;
}

/** A body that is streamed. */
export interface SentStream {
	/** Called when the connection is open. */
	open(): Readable;
	size: number;
}

/** The head of an answer; the body is still to be read. */
export interface Opened {
	response: IncomingMessage;
	/** The final URL after redirects. */
	url: URL;
}

/**
 * Creates a lookup function for Node's connections that returns these addresses without a query.
 */
export function fixedLookup(addresses: readonly LookupAddress[]): LookupFunction {
	return (_name, options, done) => {
		if (options.all) done(null, [...addresses]);
		else done(null, addresses[0]!.address, addresses[0]!.family);
	};
}

/**
 * Parses a web address.
 * @throws BoxError 422 `bad-address`
 */
export function webAddress(text: string): URL {
	let url: URL;
	try {
		url = new URL(text);
	} catch {
		throw badAddress(text, 'this is no web address.');
	}
	if (!isWeb(url)) throw badAddress(text, 'only http and https are.');
	// The address itself is not shown, because it has a password.
	if (url.username || url.password) throw badAddress(url.host, 'give name and password apart from the address.');
	return url;
}

const isWeb = (url: URL) => url.protocol === 'http:' || url.protocol === 'https:';

/**
 * Sends the request and follows redirects.
 * @throws BoxError as {@link Outbound.fetch}; the signal's reason when it aborts before the head
 *   has arrived
 */
export async function open(ask: Ask): Promise<Opened> {
	let url = webAddress(ask.url);
	let { credentials } = ask;
	let headers: Record<string, string> = { 'user-agent': 'dogebox', 'accept-encoding': 'identity', ...ask.headers };
	for (let left = ask.redirects ?? REDIRECTS; ; left--) {
		const response = await send(ask, url, withCredentials(headers, credentials));
		const status = response.statusCode ?? 0;
		if ((status >= 200 && status < 300) || ask.accept.includes(status)) return { response, url };
		// The body of a redirect or an error is not read. It may be endless.
		response.destroy();
		const { location } = response.headers;
		if (![301, 302, 303, 307, 308].includes(status) || location === undefined) {
			throw new StatusError(url.host, status, retryAfterOf(response));
		}
		if (left <= 0) throw badRedirect(url.host, ask.redirects === 0 ? 'to another address' : 'again and again');
		const next = redirected(url, location);
		if (next.origin !== url.origin) {
			credentials = null;
			headers = Object.fromEntries(Object.entries(headers).filter(([name]) => !PRIVATE.has(name.toLowerCase())));
		}
		url = next;
	}
}

function redirected(from: URL, location: string): URL {
	let next: URL;
	try {
		next = new URL(location, from);
	} catch {
		throw badRedirect(from.host, 'to what is no web address');
	}
	if (!isWeb(next)) throw badRedirect(from.host, `by “${next.protocol.slice(0, 20)}”`);
	if (from.protocol === 'https:' && next.protocol === 'http:') {
		throw badRedirect(from.host, 'from a protected connection to an open one');
	}
	next.username = '';
	next.password = '';
	return next;
}

function withCredentials(headers: Record<string, string>, credentials: Ask['credentials']): Record<string, string> {
	if (!credentials) return headers;
	const pair = Buffer.from(`${credentials.username}:${credentials.password}`).toString('base64');
	return { ...headers, authorization: `Basic ${pair}` };
}

async function send(ask: Ask, url: URL, headers: Record<string, string>): Promise<IncomingMessage> {
	const { signal, journey, authorities, method, body } = ask;
	const length = body
		? 'open' in body
			? body.size
			: body.length
		: ['POST', 'PUT', 'PATCH'].includes(method)
			? 0
			: null;
	try {
		const addresses = await until(journey.to(url), signal);
		const options: RequestOptions & { autoSelectFamilyAttemptTimeout: number; ca?: string[] } = {
			// A new connection: one that was opened under another policy must not be reused.
			agent: false,
			method,
			headers: length === null ? headers : { ...headers, 'content-length': String(length) },
			lookup: fixedLookup(addresses),
			autoSelectFamilyAttemptTimeout: ATTEMPT_MS,
			signal,
			...(authorities && { ca: authorities })
		};
		const request = url.protocol === 'https:' ? secureRequest : plainRequest;
		return await new Promise<IncomingMessage>((resolve, reject) => {
			const sent = request(url, options)
				.on('response', (response) => {
					// Readers of the stream get its errors. Without a reader an error must not
					// crash the process.
					response.on('error', () => {});
					resolve(response);
				})
				// We never ask for another protocol. Without a handler Node closes the connection
				// and reports no error, not even when the signal aborts later.
				.on('upgrade', (_response, socket) => {
					socket.destroy();
					reject(Object.assign(new Error('it answered in another protocol'), { code: 'HPE_UPGRADE' }));
				})
				.on('error', reject);
			if (!body || !('open' in body)) sent.end(body);
			// An error of the body also fails the request, which reports it.
			else pipeline(body.open(), sent, (error) => error && reject(error));
		});
	} catch (error) {
		if (signal.aborted) throw signal.reason;
		throw inWords(error, (error as { code?: string }).code === 'ENOTFOUND' ? url.hostname : shown(url));
	}
}

/** A host as shown to a person: with its port where that is not the default. */
export function shown(url: URL): string {
	return url.port ? hostPortOf(url) : url.hostname;
}

/** Seconds to wait according to `Retry-After` (RFC 9110 §10.2.3), a number or a date. */
function retryAfterOf({ headers }: IncomingMessage): number | undefined {
	const text = headers['retry-after'];
	if (text === undefined) return undefined;
	const seconds = /^\d{1,6}$/.test(text) ? Number(text) : (Date.parse(text) - Date.now()) / 1000;
	return Number.isFinite(seconds) ? Math.max(0, Math.ceil(seconds)) : undefined;
}
