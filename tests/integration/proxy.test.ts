/** Pups' web pages through the box, in front of a small real server that stands for the pup. */
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { createServer as createNetServer } from 'node:net';
import { request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import WebSocket, { WebSocketServer } from 'ws';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { renameSync } from '../support/as-root.ts';
import { PASSWORD, startFront, type FrontBox } from '../support/front.ts';
import { raw, upgradeStatus } from '../support/http.ts';
import { PAGE_PUP, testPages, until } from '../support/pages.ts';
import { freePort } from '../support/program.ts';

/** Size of the uploaded body in bytes, far more than any buffer on the way. */
const UPLOAD = 200 * 1024 * 1024;

let box: FrontBox;
let token: string;
let upstream: Server;
let sockets: WebSocketServer;
let pagePort: number;
const pages = testPages();
let target = 0;
/** Requests that the pup received. */
let seen: IncomingMessage[] = [];
let uploaded = 0;
let waiting: (() => void)[] = [];

beforeAll(async () => {
	upstream = createServer((req, res) => {
		seen.push(req);
		const url = new URL(req.url ?? '/', 'http://pup');
		switch (url.pathname) {
			case '/upload':
				req.on('data', (chunk: Buffer) => (uploaded += chunk.length));
				req.on('end', () => res.end(String(uploaded)));
				return;
			case '/stream':
				res.writeHead(200, { 'content-type': 'text/event-stream' });
				res.write('data: first\n\n');
				waiting.push(() => res.end('data: last\n\n'));
				return;
			case '/silent':
				res.once('close', () => waiting.push(() => undefined));
				return;
			case '/cookies':
				res.setHeader('set-cookie', ['dogebox_session=evil; Path=/', 'own=1; Domain=127.0.0.1; Path=/']);
				res.setHeader('clear-site-data', '"cookies"');
				res.setHeader('strict-transport-security', 'max-age=99999');
				res.end('cookies');
				return;
			case '/away':
				res.writeHead(302, { location: `http://127.0.0.1:${target}/there?x=1` });
				res.end();
				return;
			case '/early':
				res.writeHead(413, { connection: 'close' });
				res.end('too much');
				return;
			case '/broken':
				res.writeHead(200, { 'content-length': '100' });
				res.write('half');
				setTimeout(() => res.destroy(), 20);
				return;
			default:
				res.setHeader('x-path', req.url ?? '');
				res.end(`hello from ${req.method}`);
		}
	});
	sockets = new WebSocketServer({ server: upstream });
	sockets.on('connection', (socket, req) => {
		seen.push(req);
		socket.on('message', (data, isBinary) => socket.send(data, { binary: isBinary }));
	});
	await new Promise<void>((resolve) => upstream.listen(0, '127.0.0.1', resolve));
	target = (upstream.address() as AddressInfo).port;
	pagePort = await freePort();
	pages.routes.set(pagePort, target);
	box = await startFront({ name: 'tproxy', change: pages.change });
	({ token } = await box.own());
	await until(() => answers(pagePort), 'nginx shows the page');
});
afterAll(async () => {
	for (const client of sockets.clients) client.terminate();
	upstream.closeAllConnections();
	upstream.close();
	await box.end();
});
beforeEach(() => {
	seen = [];
	uploaded = 0;
	waiting = [];
	pages.running = true;
});

const page = (path = '/') => `http://127.0.0.1:${pagePort}${path}`;
const answers = (port: number) =>
	raw(`http://127.0.0.1:${port}/`).then(
		() => true,
		() => false
	);
/** Name under which the browser stores a cookie of the page. */
const own = (name: string) => `__p${pagePort}_${name}`;
const cookie = () => `dogebox_session=${token}`;

describe('who may see a page', () => {
	it('only the owner: a browser is led to the login and back, a program gets 401', async () => {
		const browser = await raw(page('/x'), { headers: { accept: 'text/html,*/*' } });
		expect(browser.status).toBe(302);
		const login = new URL(browser.headers.location ?? '');
		expect([login.origin, login.pathname]).toEqual([box.url, '/login']);
		expect(login.searchParams.get('next')).toBe(`/pups/${PAGE_PUP}/open/a%20page`);
		for (const headers of [{}, { cookie: 'dogebox_session=tossed' }, { authorization: 'Bearer dbx_no' }]) {
			expect((await raw(page(), { headers: headers as Record<string, string> })).status).toBe(401);
		}
		expect((await raw(page(), { method: 'POST', headers: { accept: 'text/html' } })).status).toBe(401);
		expect(seen).toEqual([]);
	});

	it('by cookie, among tossed ones too, or by token', async () => {
		for (const headers of [
			{ cookie: cookie() },
			{ cookie: `dogebox_session=tossed; ${cookie()}` },
			{ authorization: `Bearer ${token}` }
		] as Record<string, string>[]) {
			expect((await raw(page('/a%2Fb?q=1&q=2'), { headers })).headers['x-path']).toBe('/a%2Fb?q=1&q=2');
		}
	});

	it('and changes nothing for a page of another origin, which the browser would send our cookie with', async () => {
		const post = (headers: Record<string, string>) =>
			raw(page(), { method: 'POST', headers: { cookie: cookie(), ...headers }, body: 'x' }).then(
				({ status }) => status
			);
		expect(await post({ origin: `http://127.0.0.1:${pagePort}` })).toBe(200);
		expect(await post({})).toBe(200);
		expect(await post({ origin: `http://127.0.0.1:${pagePort + 1}` })).toBe(403);
		expect(await post({ origin: box.url })).toBe(403);
		expect(await post({ origin: 'null' })).toBe(403);
		expect(await post({ 'sec-fetch-site': 'same-site' })).toBe(403);
		expect(seen).toHaveLength(2);
		const upgrade = (headers: Record<string, string>) => upgradeStatus(page(), { Cookie: cookie(), ...headers });
		expect(await upgrade({ Origin: `http://127.0.0.1:${pagePort}` })).toBe(101);
		expect(await upgrade({ Origin: 'http://evil.example' })).toBe(403);
		expect(await upgradeStatus(page(), {})).toBe(401);
	});
});

describe('what passes', () => {
	it('the box’s cookies and tokens never reach the pup, its own do', async () => {
		await raw(page(), {
			headers: {
				cookie: `a=0; ${own('a')}=1; ${cookie()}; dogebox_device=x; __p1_c=3; ${own('b')}=2`,
				authorization: `Bearer ${token}`,
				'x-forwarded-for': '6.6.6.6',
				'x-real-ip': '6.6.6.6'
			}
		});
		const { headers } = seen[0]!;
		expect(headers.cookie).toBe('a=1; b=2');
		expect(headers.authorization).toBeUndefined();
		expect(headers['x-real-ip']).toBeUndefined();
		expect(headers['x-forwarded-for']).toBe('127.0.0.1');
		expect(headers['x-forwarded-host']).toBe(`127.0.0.1:${pagePort}`);
		expect(headers.host).toBe(`127.0.0.1:${pagePort}`);
		await raw(page(), { headers: { cookie: cookie(), authorization: 'Basic dTpw' } });
		expect(seen[1]!.headers.authorization).toBe('Basic dTpw');
		expect(seen[1]!.headers.cookie).toBeUndefined();
	});

	it('a pup cannot set the box’s cookies nor act on its host name', async () => {
		const answer = await raw(page('/cookies'), { headers: { cookie: cookie() } });
		expect(answer.cookies).toEqual([`${own('own')}=1; Path=/; HttpOnly`, 'own=1; Path=/']);
		expect(answer.headers['clear-site-data']).toBeUndefined();
		expect(answer.headers['strict-transport-security']).toBeUndefined();
		expect(answer.headers['cross-origin-resource-policy']).toBe('same-origin');
	});

	it('redirects that name the container lead to the page', async () => {
		const { headers } = await raw(page('/away'), { headers: { cookie: cookie() } });
		expect(headers.location).toBe(page('/there?x=1'));
	});

	it('streams arrive piece by piece, and end when the browser goes', async () => {
		let first = '';
		const whole = raw(page('/stream'), {
			headers: { cookie: cookie() },
			onChunk: (chunk) => {
				first ||= chunk.toString();
				// The pup continues only when this piece has already arrived.
				for (const go of waiting.splice(0)) go();
			}
		});
		expect((await whole).text).toBe('data: first\n\ndata: last\n\n');
		expect(first).toBe('data: first\n\n');
		const gone = request(page('/silent'), { headers: { cookie: cookie() } });
		gone.on('error', () => undefined);
		gone.end();
		await until(() => seen.some(({ url }) => url === '/silent'), 'the pup got the request');
		gone.destroy();
		await until(() => waiting.length === 1, 'the pup learnt that the browser has gone');
	});

	it('large bodies, without keeping them', async () => {
		const before = process.memoryUsage().rss;
		let most = 0;
		const answer = await new Promise<string>((resolve, reject) => {
			const outgoing = request(
				page('/upload'),
				{ method: 'PUT', headers: { cookie: cookie(), 'content-length': String(UPLOAD) } },
				(res) => {
					let text = '';
					res.on('data', (chunk) => (text += String(chunk)));
					res.on('end', () => resolve(text));
				}
			);
			outgoing.on('error', reject);
			const piece = Buffer.alloc(1024 * 1024, 7);
			let left = UPLOAD;
			const write = () => {
				while (left > 0) {
					left -= piece.length;
					most = Math.max(most, process.memoryUsage().rss);
					if (!outgoing.write(piece)) {
						outgoing.once('drain', write);
						return;
					}
				}
				outgoing.end();
			};
			write();
		});
		expect(answer).toBe(String(UPLOAD));
		// Sender, box and receiver all run in this process. A buffered body would take 200 MB.
		expect(most - before).toBeLessThan(100 * 1024 * 1024);
	});

	it('chunked bodies, early answers and broken ones', async () => {
		const chunked = await new Promise<number>((resolve, reject) => {
			const outgoing = request(page('/upload'), { method: 'POST', headers: { cookie: cookie() } }, (res) => {
				res.resume();
				res.on('end', () => resolve(res.statusCode ?? 0));
			});
			outgoing.on('error', reject);
			outgoing.write('abc');
			outgoing.end('def');
		});
		expect([chunked, uploaded]).toEqual([200, 6]);
		const early = await raw(page('/early'), { method: 'POST', headers: { cookie: cookie() }, body: 'x' });
		expect([early.status, early.text]).toEqual([413, 'too much']);
		await expect(raw(page('/broken'), { headers: { cookie: cookie() } })).rejects.toThrow();
	});

	it('WebSockets, both ways, until the session ends', async () => {
		const login = await box.call('POST', '/sessions', { body: { password: PASSWORD } });
		const session = String(login.json['token']);
		const socket = new WebSocket(page('/ws').replace('http', 'ws'), {
			headers: { cookie: `dogebox_session=${session}; ${own('own')}=1`, origin: `http://127.0.0.1:${pagePort}` }
		});
		await new Promise((resolve, reject) => {
			socket.once('open', resolve);
			socket.once('error', reject);
		});
		const echo = (data: string | Buffer) =>
			new Promise<string>((resolve) => {
				socket.once('message', (back) => resolve(String(back)));
				socket.send(data);
			});
		expect(await echo('hello')).toBe('hello');
		expect((await echo(Buffer.alloc(3 * 1024 * 1024, 'x'))).length).toBe(3 * 1024 * 1024);
		const asked = seen.find(({ url }) => url === '/ws');
		expect(asked?.headers.cookie).toBe('own=1');
		const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
		socket.on('error', () => undefined);
		await box.call('DELETE', '/sessions/current', { token: session });
		await closed;
	});
});

describe('a pup that is not there', () => {
	it('shows a page that tries again, and says so to programs', async () => {
		pages.running = false;
		const browser = await raw(page(), { headers: { cookie: cookie(), accept: 'text/html' } });
		expect(browser.status).toBe(503);
		expect(browser.text).toContain('http-equiv="refresh"');
		expect(browser.text).toContain('Test &#60;pup&#62; is not running.');
		const program = await raw(page(), { headers: { cookie: cookie() } });
		expect(program.headers['content-type']).toBe('application/problem+json');
		expect((JSON.parse(program.text) as { code: string }).code).toBe('pup-not-running');
		expect(await upgradeStatus(page(), { Cookie: cookie() })).toBe(503);
	});

	// Requests with a session pass as long as nginx has an earlier connection to the gate.
	it.each([
		['a browser without a session', { headers: { accept: 'text/html' } }, 'page'],
		['a program without a token', { headers: { accept: '*/*' } }, 'problem'],
		['a form of elsewhere', { method: 'POST', headers: { origin: 'https://evil.example' } }, 'problem']
	])('and dogeboxd neither: %s is told to try again', async (_what, request, kind) => {
		const gate = join(box.box.paths.run, 'gate/gate.sock');
		renameSync(gate, `${gate}.away`);
		try {
			const answer = await raw(page(), request);
			expect(answer).toMatchObject({ status: 503, headers: { 'retry-after': '2', 'cache-control': 'no-store' } });
			if (kind === 'page') expect(answer.text).toContain('http-equiv="refresh"');
			else expect(JSON.parse(answer.text)).toMatchObject({ status: 503, code: 'starting' });
			expect(answer.text).toContain('The box is starting.');
		} finally {
			renameSync(`${gate}.away`, gate);
		}
	});

	it('that runs but does not listen is a 502', async () => {
		pages.routes.set(pagePort, await freePort());
		pages.changed();
		try {
			// nginx workers with the previous configuration sometimes accept a last connection.
			await until(async () => {
				const answer = await raw(page(), { headers: { cookie: cookie(), accept: 'text/html' } });
				return answer.status === 502 && answer.text.includes('does not answer');
			}, 'it leads there');
			await until(async () => (await upgradeStatus(page(), { Cookie: cookie() })) === 502, 'a WebSocket is told too');
			const program = await raw(page(), { headers: { cookie: cookie() } });
			expect(JSON.parse(program.text)).toMatchObject({ status: 502, code: 'pup-not-answering' });
		} finally {
			pages.routes.set(pagePort, target);
			pages.changed();
			await until(async () => (await raw(page(), { headers: { cookie: cookie() } })).status === 200, 'it leads back');
		}
	});
});

describe('ports', () => {
	it('open and close with the pages of pups', async () => {
		const second = await freePort();
		pages.routes.set(second, target);
		pages.changed();
		await until(() => answers(second), 'the second page answers');
		pages.routes.delete(second);
		pages.changed();
		await until(async () => !(await answers(second)), 'the second page is gone');
		expect(await answers(pagePort)).toBe(true);
	});

	it('that another program holds keep nothing else from working', async () => {
		const other = createNetServer();
		const taken = await new Promise<number>((resolve) =>
			other.listen(0, '127.0.0.1', () => resolve((other.address() as AddressInfo).port))
		);
		try {
			pages.routes.set(taken, target);
			pages.changed();
			await until(() => box.box.pagePlane!.problems().has(taken), 'it says who holds the port');
			expect((await raw(page(), { headers: { cookie: cookie() } })).status).toBe(200);
		} finally {
			pages.routes.delete(taken);
			await new Promise((resolve) => other.close(resolve));
			pages.changed();
		}
	});
});
