/**
 * Pages that the owner opened to apps by a token, or to the whole home network, through a real
 * nginx. A small real server stands for the pup.
 */
import { Agent, createServer, request, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { spawn } from 'node:child_process';
import WebSocket, { WebSocketServer } from 'ws';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startFront, type FrontBox } from '../support/front.ts';
import { raw, upgradeStatus, type RawRequest } from '../support/http.ts';
import { testPages, until } from '../support/pages.ts';
import { freePort } from '../support/program.ts';

const TOKEN = `dbx_page_${'k'.repeat(43)}`;
const OTHER = `dbx_page_${'z'.repeat(43)}`;
/** A client address outside of the home network, as the trusted proxy reports it. */
const FAR = { 'x-forwarded-for': '203.0.113.7' };
const basic = (password: string, user = 'app') => ({ authorization: `Basic ${btoa(`${user}:${password}`)}` });
const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

let box: FrontBox;
let session: string;
let upstream: Server;
let sockets: WebSocketServer;
let port: number;
const pages = testPages();
/** Requests that the pup received. */
let seen: IncomingMessage[] = [];

beforeAll(async () => {
	upstream = createServer((req, res) => {
		seen.push(req);
		if (req.url === '/slow') {
			res.writeHead(200);
			res.write('begins');
			return;
		}
		res.writeHead(req.method === 'PROPFIND' ? 207 : 200, { 'x-method': req.method ?? '' });
		res.end('hello');
	});
	sockets = new WebSocketServer({ server: upstream });
	sockets.on('connection', (socket) => socket.on('message', (data) => socket.send(data)));
	await new Promise<void>((resolve) => upstream.listen(0, '127.0.0.1', resolve));
	port = await freePort();
	pages.routes.set(port, (upstream.address() as AddressInfo).port);
	box = await startFront({
		name: 'taccess',
		change: pages.change,
		config: { trustedProxy: '127.0.0.1' }
	});
	({ token: session } = await box.own());
	await until(
		() =>
			raw(page()).then(
				() => true,
				() => false
			),
		'nginx shows the page'
	);
});
afterAll(async () => {
	for (const client of sockets.clients) client.terminate();
	upstream.closeAllConnections();
	upstream.close();
	await box.end();
});
beforeEach(() => {
	seen = [];
	pages.access = 'login';
	pages.token = TOKEN;
});

const page = (path = '/') => `http://127.0.0.1:${port}${path}`;
const status = async (options: RawRequest = {}) => (await raw(page(), options)).status;

describe('a page with a token', () => {
	beforeEach(() => {
		pages.access = 'token';
	});

	it('is opened by it, as password or as Bearer, and by the owner; the pup never sees it', async () => {
		expect(await status({ headers: basic(TOKEN) })).toBe(200);
		expect(await status({ headers: basic(TOKEN, '') })).toBe(200);
		expect(await status({ headers: bearer(TOKEN) })).toBe(200);
		expect(await status({ headers: { cookie: `dogebox_session=${session}`, ...FAR } })).toBe(200);
		// The token is valid outside of the home network too.
		expect(await status({ headers: { ...basic(TOKEN), ...FAR } })).toBe(200);
		expect(seen).toHaveLength(5);
		for (const { headers } of seen) expect(headers.authorization).toBeUndefined();
		expect(JSON.stringify(seen.map(({ headers, url }) => [headers, url]))).not.toContain('kkkk');
	});

	it('asks for it in a way that apps and browsers know', async () => {
		for (const headers of [{}, { accept: 'text/html' }] as Record<string, string>[]) {
			const answer = await raw(page(), { headers });
			expect(answer.status).toBe(401);
			expect(answer.headers['www-authenticate']).toBe('Basic realm="pup", charset="UTF-8"');
			expect(answer.text).toContain('This page asks for its token.');
		}
		expect(seen).toEqual([]);
	});

	it('takes no other token, no token in an address, and hands no page token to the pup', async () => {
		expect(await status({ headers: basic(OTHER) })).toBe(401);
		expect(await status({ headers: { cookie: `dogebox_session=${TOKEN}` } })).toBe(401);
		expect((await raw(page(`/?token=${TOKEN}`))).status).toBe(401);
		expect(await status({ headers: { 'x-page-token': TOKEN } })).toBe(401);
		expect(seen).toEqual([]);
		const owner = { cookie: `dogebox_session=${session}` };
		expect(await status({ headers: { ...owner, ...basic(OTHER) } })).toBe(200);
		expect(await status({ headers: { ...owner, ...bearer(OTHER) } })).toBe(200);
		expect(seen.map(({ headers }) => headers.authorization)).toEqual([undefined, undefined]);
		// Credentials for the pup's own login are passed on, including malformed ones.
		for (const authorization of ['Basic dTpw', 'Basic ', 'Basic !!!', `Digest ${TOKEN}`, 'Bearer mine']) {
			expect(await status({ headers: { ...owner, authorization } })).toBe(200);
			expect(seen.at(-1)!.headers.authorization).toBe(authorization.trim());
		}
	});

	it('lets apps use every method, and pages of other sites none', async () => {
		for (const method of ['PROPFIND', 'MKCOL', 'PUT', 'DELETE', 'LOCK', 'REPORT']) {
			const ask = (headers: Record<string, string>) =>
				raw(page('/dav/a b'.replace(' ', '%20')), { method, headers: { ...basic(TOKEN), ...headers } });
			const answer = await ask({ depth: '1' });
			expect([method, answer.status, answer.headers['x-method']]).toEqual([
				method,
				method === 'PROPFIND' ? 207 : 200,
				method
			]);
			expect((await ask({ origin: 'https://evil.example' })).status, method).toBe(403);
			expect((await ask({ 'sec-fetch-site': 'cross-site' })).status, method).toBe(403);
		}
		expect(await upgradeStatus(page(), { Authorization: basic(TOKEN).authorization })).toBe(101);
		expect(
			await upgradeStatus(page(), { Authorization: basic(TOKEN).authorization, Origin: 'https://evil.example' })
		).toBe(403);
	});

	it('is used by curl, as any app would', async () => {
		// Runs asynchronously, because the box is in this process.
		const args = ['-s', '-o', '/dev/null', '-w', '%{http_code}', '-X', 'PROPFIND', '-K', '-', page()];
		const curl = spawn('curl', args, { stdio: ['pipe', 'pipe', 'inherit'] });
		curl.stdin.on('error', () => undefined);
		curl.stdin.end(`user = "me:${TOKEN}"\n`);
		let said = '';
		curl.stdout.on('data', (piece: Buffer) => (said += piece.toString()));
		await new Promise((resolve, reject) => {
			curl.on('error', reject);
			curl.on('close', resolve);
		});
		expect(said).toBe('207');
	});

	it('keeps a yes for its own token alone', async () => {
		// Over one connection, often enough for nginx to cache the decision.
		const answers = await keepAlive(
			Array.from({ length: 6 }, () => basic(TOKEN)).concat([basic(OTHER), { authorization: '' }])
		);
		expect(answers).toEqual([200, 200, 200, 200, 200, 200, 401, 401]);
	});

	it('a revoked token ends at once, with what is open by it', async () => {
		const socket = new WebSocket(page('/ws').replace('http', 'ws'), { headers: basic(TOKEN) });
		await new Promise((resolve, reject) => {
			socket.once('open', resolve);
			socket.once('error', reject);
		});
		const mine = new WebSocket(page('/ws').replace('http', 'ws'), {
			headers: { cookie: `dogebox_session=${session}` }
		});
		await new Promise((resolve) => mine.once('open', resolve));
		const stream = raw(page('/slow'), { headers: basic(TOKEN) }).then(
			() => 'ended',
			() => 'cut'
		);
		await until(() => seen.some(({ url }) => url === '/slow'), 'the stream is open');
		const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
		socket.on('error', () => undefined);
		pages.token = OTHER;
		await pages.revoke();
		await closed;
		expect(await stream).toBe('cut');
		expect(await status({ headers: basic(TOKEN) })).toBe(401);
		expect(await status({ headers: basic(OTHER) })).toBe(200);
		// The owner's own connection stays open.
		const echo = new Promise<string>((resolve) => mine.once('message', (data) => resolve(String(data))));
		mine.send('still here');
		expect(await echo).toBe('still here');
		mine.terminate();
	});

	it('wrong tokens of a device are slowed down, and slow nobody else', async () => {
		const from = (address: string) => ({ 'x-forwarded-for': address });
		const answers: number[] = [];
		for (let n = 0; n < 12; n++) answers.push(await status({ headers: { ...basic(OTHER), ...from('192.168.7.7') } }));
		expect(answers.slice(0, 4)).toEqual([401, 401, 401, 401]);
		expect(answers.at(-1)).toBe(429);
		const slowed = await raw(page(), { headers: { ...basic(TOKEN), ...from('192.168.7.7') } });
		expect([slowed.status, slowed.headers['retry-after']]).toEqual([429, '60']);
		expect(await status({ headers: { ...basic(TOKEN), ...from('192.168.7.8') } })).toBe(200);
		expect(await status({ headers: { cookie: `dogebox_session=${session}`, ...from('192.168.7.7') } })).toBe(200);
	});
});

describe('a page that is open', () => {
	beforeEach(() => {
		pages.access = 'open';
	});

	it('is for every device at home, with every method, and for pages of other sites not', async () => {
		expect(await status()).toBe(200);
		expect(await status({ headers: { 'x-forwarded-for': '192.168.1.9' } })).toBe(200);
		expect(await status({ method: 'PROPFIND' })).toBe(207);
		expect(await status({ method: 'POST', body: 'x', headers: { origin: 'https://evil.example' } })).toBe(403);
		expect(await upgradeStatus(page(), {})).toBe(101);
		expect(await upgradeStatus(page(), { Origin: 'https://evil.example' })).toBe(403);
	});

	it('is closed to who comes from elsewhere, or by a name of elsewhere; the owner may', async () => {
		expect(await status({ headers: FAR })).toBe(401);
		const rebound = { 'x-forwarded-host': `evil.example:${port}` };
		expect(await status({ headers: rebound })).toBe(401);
		expect(await status({ headers: { ...FAR, cookie: `dogebox_session=${session}` } })).toBe(200);
		const browser = await raw(page(), { headers: { ...FAR, accept: 'text/html' } });
		expect(browser.status).toBe(302);
		// One connection of the proxy carries requests of many devices. The approval of one does
		// not cover another.
		const near = { 'x-forwarded-for': '192.168.1.9' };
		expect(await keepAlive([near, near, near, FAR, near, rebound, near])).toEqual([200, 200, 200, 401, 200, 401, 200]);
	});

	it('cuts what is open when it is closed, and ends nothing with a session', async () => {
		await pages.revoke();
		const { json } = await box.call('POST', '/sessions', { body: { password: 'correct horse battery' } });
		const other = String(json['token']);
		const socket = new WebSocket(page('/ws').replace('http', 'ws'), {
			headers: { cookie: `dogebox_session=${other}` }
		});
		await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
		// The revocation before this connection does not affect it, and neither does the end of the
		// session.
		await box.call('DELETE', '/sessions/current', { token: other });
		const echo = new Promise<string>((resolve, reject) => {
			socket.once('message', (data) => resolve(String(data)));
			socket.once('close', () => reject(new Error('it was cut with the session')));
		});
		socket.send('open to all');
		expect(await echo).toBe('open to all');
		const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
		pages.access = 'login';
		await pages.revoke();
		await closed;
		expect(await status()).toBe(401);
	});
});

it('a page with the login takes no token, and passes it to nobody', async () => {
	expect(await status({ headers: basic(TOKEN) })).toBe(401);
	expect(await status({ headers: bearer(TOKEN) })).toBe(401);
	expect(await status({ headers: { ...basic(TOKEN), cookie: `dogebox_session=${session}` } })).toBe(200);
	expect(seen.map(({ headers }) => headers.authorization)).toEqual([undefined]);
});

/**
 * Sends requests one after the other over one connection.
 * @returns their statuses
 */
async function keepAlive(all: Record<string, string>[]): Promise<number[]> {
	const agent = new Agent({ keepAlive: true, maxSockets: 1 });
	const ports = new Set<number | undefined>();
	try {
		const answers: number[] = [];
		for (const headers of all) {
			answers.push(
				await new Promise<number>((resolve, reject) => {
					const outgoing = request(page(), { agent, headers }, (res) => {
						ports.add(res.socket.localPort);
						res.resume();
						res.on('end', () => resolve(res.statusCode ?? 0));
					});
					outgoing.on('error', reject);
					outgoing.end();
				})
			);
		}
		expect(ports.size, 'all of them over one connection').toBe(1);
		return answers;
	} finally {
		agent.destroy();
	}
}
