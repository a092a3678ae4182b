/**
 * The outbound service with servers on loopback that stand for the home network and the internet,
 * most of them hostile.
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import {
	createServer,
	request as httpRequest,
	type IncomingMessage,
	type Server,
	type ServerResponse
} from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pino from 'pino';
import { afterAll, afterEach, beforeAll } from 'vitest';
import { createOutbound, type Lookup, type OutboundDeps } from '../../../src/lib/server/outbound/index.ts';

export type Answer = (request: IncomingMessage, response: ServerResponse) => void;

export const folder = mkdtempSync(join(tmpdir(), 'dogebox-outbound-'));
export const servers: { close(done?: () => void): unknown; closeAllConnections?(): void }[] = [];
export const answers = new Map<string, Answer>();
/** Requests in the order of their arrival, the newest last. */
export const seen: { url: string; headers: IncomingMessage['headers']; port: number }[] = [];

/**
 * A home server on 127.0.0.1, and a server on 127.0.0.2 that stands for the internet. `zoneOf`
 * tells the service which is which.
 */
export let home = '';
export let internet = '';
export let secure = '';
let authority = '';

const dispatch: Answer = (request, response) => {
	seen.push({ url: request.url ?? '', headers: request.headers, port: request.socket.localPort ?? 0 });
	const answer = answers.get((request.url ?? '').split('?')[0]!);
	if (answer) answer(request, response);
	else response.writeHead(404).end('no');
};

export async function listen(server: Server, host: string): Promise<number> {
	servers.push(server);
	await new Promise<void>((resolve) => server.listen(0, host, resolve));
	return (server.address() as AddressInfo).port;
}

const NAMES: Record<string, string> = {
	'git.lan.test': '127.0.0.3',
	'public.test': '127.0.0.2',
	'rebound.test': '127.0.0.1',
	localhost: '127.0.0.1'
};
export const lookups: string[] = [];
const lookup: Lookup = async (name) => {
	lookups.push(name);
	const address = NAMES[name];
	if (!address) throw Object.assign(new Error('getaddrinfo ENOTFOUND'), { code: 'ENOTFOUND' });
	return [{ address, family: 4 }];
};
const zoneOf: OutboundDeps['zoneOf'] = (address) =>
	address === '127.0.0.2' ? 'public' : address === '127.0.0.3' ? 'home' : 'host';

export const create = (more: Partial<OutboundDeps> = {}) =>
	createOutbound({
		folder,
		allow: [],
		log: pino({ level: 'silent' }),
		lookup,
		zoneOf,
		firstDelayMs: 5,
		authorities: [authority],
		...more
	});

export const hash = (data: Buffer) => createHash('sha256').update(data).digest('hex');
export const SMALL = { maxBytes: 1000, idleMs: 60_000, totalMs: 90_000 };
/**
 * Short timeouts, only for servers that are too slow: on a busy machine every server may answer
 * late.
 */
export const HASTY = { ...SMALL, idleMs: 300, totalMs: 1000 };

/** Starts the servers for the tests of the calling file. */
export function useOutboundWorld(): void {
	beforeAll(async () => {
		home = `127.0.0.1:${await listen(createServer(dispatch), '127.0.0.1')}`;
		internet = `127.0.0.2:${await listen(createServer(dispatch), '127.0.0.2')}`;
		const key = join(folder, 'key.pem');
		const certificate = join(folder, 'certificate.pem');
		execFileSync(
			'openssl',
			[
				...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'],
				...[
					'-subj',
					'/CN=public.test',
					'-addext',
					'subjectAltName=DNS:public.test',
					'-keyout',
					key,
					'-out',
					certificate
				]
			],
			{ stdio: 'ignore' }
		);
		authority = readFileSync(certificate, 'utf8');
		const port = await listen(createSecureServer({ key: readFileSync(key), cert: authority }, dispatch), '127.0.0.2');
		secure = `public.test:${port}`;
	});

	afterEach(() => {
		answers.clear();
		seen.length = 0;
		lookups.length = 0;
		for (const name of readdirSync(folder)) if (/^[0-9a-f]{64}/.test(name)) rmSync(join(folder, name));
	});

	afterAll(async () => {
		for (const server of servers) {
			server.closeAllConnections?.();
			await new Promise<void>((resolve) => server.close(() => resolve()));
		}
		rmSync(folder, { recursive: true, force: true });
	});
}

/** Sends a request through a proxy, with the absolute address in its request line. */
export function through(
	proxy: string,
	target: string,
	more: { auth?: string } = {}
): Promise<{ status: number; body: string }> {
	const { hostname, port, username, password } = new URL(proxy);
	const auth = more.auth ?? `${username}:${password}`;
	return new Promise((resolve, reject) => {
		httpRequest(
			{
				...{ host: hostname, port, path: target, agent: false },
				headers: {
					host: new URL(target).host,
					'proxy-authorization': `Basic ${Buffer.from(auth).toString('base64')}`
				}
			},
			(response) => {
				let body = '';
				response.on('data', (chunk: Buffer) => (body += chunk.toString()));
				response.on('end', () => resolve({ status: response.statusCode ?? 0, body }));
				response.on('error', reject);
			}
		)
			.on('error', reject)
			.end();
	});
}
