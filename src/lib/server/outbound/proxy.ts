/**
 * A forward proxy on loopback, for programs that open connections themselves. Plain HTTP by
 * absolute URLs, everything else by CONNECT (RFC 9110 §7).
 */
import { randomBytes, timingSafeEqual } from 'node:crypto';
import { once } from 'node:events';
import { request as plainRequest, type IncomingMessage, type ServerResponse } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { createGuardedServer, guarded, sayAndClose } from '../streams/index.ts';
import { ATTEMPT_MS, fixedLookup, shown } from './exchange.ts';
import { badRedirect, tooSlow } from './failures.ts';
import { createPassage } from './passage.ts';
import type { Journey } from './reach.ts';
import type { FetchLimits, Outbound } from './types.ts';

const IDLE_MS = 20_000;
const TOTAL_MS = 60_000;
const USER = 'dogebox';
/** Hop-by-hop headers (RFC 9110 §7.6.1). */
const NEIGHBOUR = [
	'connection',
	// Already answered by this proxy.
	'expect',
	'keep-alive',
	'proxy-authorization',
	'proxy-authenticate',
	'proxy-connection',
	'te',
	'trailer',
	'transfer-encoding',
	'upgrade'
];

/**
 * See {@link Outbound.proxy}. One proxy serves one run of a program for one address, so its
 * connections are one journey. After a public address was reached, internal ones are refused. After
 * a tunnel was opened (https), unencrypted requests are refused.
 */
export async function openProxy(journey: Journey, limits: FetchLimits): ReturnType<Outbound['proxy']> {
	const { maxBytes, idleMs = IDLE_MS, totalMs = TOTAL_MS } = limits;
	const password = randomBytes(24).toString('base64url');
	const expected = Buffer.from(`Basic ${Buffer.from(`${USER}:${password}`).toString('base64')}`);
	const passage = createPassage({ maxBytes, idleMs });
	const { keep, count, refuse, limitIdle } = passage;
	let tunnelled = false;

	function knows(request: IncomingMessage): boolean {
		const given = Buffer.from(request.headers['proxy-authorization'] ?? '');
		return given.length === expected.length && timingSafeEqual(given, expected);
	}

	async function forward(request: IncomingMessage, response: ServerResponse): Promise<void> {
		if (!knows(request)) {
			response.writeHead(407, { 'proxy-authenticate': 'Basic realm="dogebox"', connection: 'close' }).end();
			return;
		}
		const url = parse(request.url ?? '');
		if (!url || url.protocol !== 'http:') {
			response.writeHead(400, { connection: 'close' }).end('This is a proxy.\n');
			return;
		}
		passage.host = shown(url);
		const fail = (error: unknown) => {
			// The program itself disconnected.
			if (response.destroyed) return;
			const failure = refuse(error, url);
			if (response.headersSent) response.destroy();
			else
				response
					.writeHead(failure.code === 'internal-address' ? 403 : 502, { connection: 'close' })
					.end(`${failure.message}\n`);
		};
		try {
			if (passage.over) throw passage.over;
			if (tunnelled) throw badRedirect(shown(url), 'from a protected connection to an open one');
			const addresses = await journey.to(url);
			const headers = Object.fromEntries(Object.entries(request.headers).filter(([name]) => !NEIGHBOUR.includes(name)));
			const upstream = plainRequest(url, {
				agent: false,
				method: request.method,
				headers: { ...headers, host: url.host },
				lookup: fixedLookup(addresses),
				...{ autoSelectFamilyAttemptTimeout: ATTEMPT_MS }
			});
			upstream.once('socket', (socket) => limitIdle(keep(socket)));
			upstream.on('error', fail);
			response.once('close', () => upstream.destroy());
			upstream.once(
				'response',
				guarded(
					(answer: IncomingMessage) => {
						answer.on('error', () => response.destroy());
						const passed = Object.fromEntries(
							Object.entries(answer.headers).filter(([name]) => !NEIGHBOUR.includes(name))
						);
						response.writeHead(answer.statusCode ?? 502, passed);
						answer.on('data', count);
						answer.pipe(response);
					},
					(error) => {
						upstream.destroy();
						fail(error);
					}
				)
			);
			// We never ask for another protocol.
			upstream.once('upgrade', (_answer, socket: Duplex) => {
				socket.destroy();
				fail(new Error('it answered in another protocol'));
			});
			request.on('data', count);
			request.pipe(upstream);
		} catch (error) {
			fail(error);
		}
	}

	async function tunnel(request: IncomingMessage, client: Duplex, head: Buffer): Promise<void> {
		if (!knows(request)) {
			sayAndClose(
				client,
				'HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm="dogebox"\r\nConnection: close\r\nContent-Length: 0\r\n\r\n'
			);
			return;
		}
		const url = parse(`https://${request.url ?? ''}/`);
		if (!url) {
			sayAndClose(client, 'HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
			return;
		}
		passage.host = shown(url);
		const fail = (error: unknown) => {
			const failure = refuse(error, url);
			const line = failure.code === 'internal-address' ? '403 Forbidden' : '502 Bad Gateway';
			sayAndClose(client, `HTTP/1.1 ${line}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
		};
		try {
			if (passage.over) throw passage.over;
			const addresses = await journey.to(url);
			tunnelled = true;
			const upstream = keep(
				connect({
					host: url.hostname.replace(/^\[|\]$/g, ''),
					port: Number(url.port || 443),
					lookup: fixedLookup(addresses),
					...{ autoSelectFamilyAttemptTimeout: ATTEMPT_MS }
				})
			);
			limitIdle(upstream);
			upstream.on('error', fail);
			client.once('close', () => upstream.destroy());
			upstream.once('connect', () => {
				upstream.off('error', fail);
				client.write('HTTP/1.1 200 Connection established\r\n\r\n');
				if (head.length > 0) upstream.write(head);
				upstream.on('data', count);
				client.on('data', count);
				upstream.once('close', () => client.destroy());
				upstream.pipe(client);
				client.pipe(upstream);
			});
		} catch (error) {
			fail(error);
		}
	}

	const { server } = createGuardedServer({
		request: forward,
		connect: tunnel,
		failed: passage.failed
	});
	server.on('connection', keep);
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
	const timer = setTimeout(() => passage.end(tooSlow(passage.host, totalMs, 'total')), totalMs);

	return {
		url: `http://${USER}:${password}@127.0.0.1:${(server.address() as AddressInfo).port}`,
		bytes: () => passage.bytes,
		refusal: () => passage.refusal,
		async close() {
			clearTimeout(timer);
			const closed = server.listening ? once(server, 'close') : Promise.resolve();
			if (server.listening) server.close();
			passage.close();
			await closed;
		}
	};
}

function parse(text: string): URL | null {
	try {
		return new URL(text);
	} catch {
		return null;
	}
}
