/**
 * Connections that stay open over the gateway, large bodies, and what ends when a grant is revoked.
 */
import { readFileSync, readdirSync, readlinkSync } from 'node:fs';
import { request, type IncomingMessage, type ServerResponse } from 'node:http';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { pipeline, Readable } from 'node:stream';
import WebSocket, { WebSocketServer } from 'ws';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { asRoot } from '../support/as-root.ts';
import {
	ask,
	GATEWAY,
	grantOf,
	pupAddress,
	startGateway,
	startProvider,
	type TestGateway,
	type TestProvider
} from '../support/gateway.ts';
import { until } from '../support/pages.ts';
import { bodyOf, statusOf } from '../support/raw-page.ts';

const EXPLORER = pupAddress(2);
const COUNTER = pupAddress(4);
const MANY = 500 * 1024 * 1024;
const PIECE = Buffer.alloc(256 * 1024, 'dogebox ');

let gateway: TestGateway;
let core: TestProvider;
let raw: Server;
let sockets: WebSocketServer;
/** Responses that the provider keeps open. */
let open: ServerResponse[] = [];
/** What the raw provider received, and what it answers. */
let got = '';
let rawAnswer = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok';

function* pieces(bytes: number): Generator<Buffer> {
	for (let left = bytes; left > 0; left -= PIECE.length) yield PIECE.subarray(0, Math.min(PIECE.length, left));
}

beforeAll(async () => {
	core = await startProvider((req, res) => {
		if (req.url === '/upload') {
			let size = 0;
			req.on('data', (chunk: Buffer) => (size += chunk.length));
			req.on('end', () => res.end(String(size)));
		} else if (req.url === '/download') {
			pipeline(Readable.from(pieces(MANY)), res, () => undefined);
		} else if (req.url === '/events') {
			res.writeHead(200, { 'content-type': 'text/event-stream' });
			let sent = 0;
			const timer = setInterval(() => {
				res.write(`data: ${++sent}\n\n`);
				if (sent === 20) {
					clearInterval(timer);
					res.end();
				}
			}, 200);
		} else {
			if (req.url === '/stream') res.write('first');
			open.push(res);
		}
	});
	sockets = new WebSocketServer({ server: core.server });
	sockets.on('connection', (socket) =>
		socket.on('message', (data, isBinary) => socket.send(data, { binary: isBinary }))
	);
	raw = createServer((socket: Socket) => {
		socket.on('error', () => undefined);
		socket.on('data', (chunk: Buffer) => {
			got += chunk.toString('latin1');
			if (got.includes('\r\n\r\n')) socket.end(rawAnswer, 'latin1');
		});
	});
	await new Promise<void>((resolve) => raw.listen(0, '127.0.0.1', resolve));
	gateway = await startGateway('tgateflow');
	await gateway.show(grants());
});
afterAll(async () => {
	for (const client of sockets?.clients ?? []) client.terminate();
	await gateway?.end();
	await core?.end();
	raw?.close();
});

const grants = () => [
	grantOf(EXPLORER, 'core', core.port),
	grantOf(EXPLORER, 'second', core.port),
	grantOf(EXPLORER, 'raw', (raw.address() as AddressInfo).port),
	grantOf(COUNTER, 'core', core.port)
];

/** Begins a request that stays open. Returns what has arrived so far and whether it has ended. */
function begin(from: string, path: string) {
	const state = { text: '', over: false, answer: null as IncomingMessage | null };
	const req = request({ host: GATEWAY, port: gateway.port, localAddress: from, path, agent: false }, (answer) => {
		state.answer = answer;
		answer.on('data', (chunk: Buffer) => (state.text += chunk.toString()));
		answer.on('error', () => undefined);
		answer.on('close', () => (state.over = true));
	});
	req.on('error', () => (state.over = true));
	req.end();
	return { state, destroy: () => req.destroy() };
}

/** Memory in bytes of the nginx processes that work for the gateway. */
function memory(): number {
	return asRoot(() => {
		const own = join(gateway.host.run, 'gateway', 'own');
		let sum = 0;
		for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
			try {
				if (readlinkSync(`/proc/${pid}/cwd`) !== own) continue;
				sum += 1024 * Number(/^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))?.[1]);
			} catch {
				// The process has ended.
			}
		}
		return sum;
	});
}

describe('connections to a provider', () => {
	/** Requests by connection. A request for `/die` resets a connection that was used before. */
	let came: string[][] = [];
	let moody: Server;
	beforeAll(async () => {
		moody = createServer((socket) => {
			const own: string[] = [];
			came.push(own);
			socket.on('error', () => undefined);
			let text = '';
			socket.on('data', (chunk: Buffer) => {
				text += chunk.toString('latin1');
				const end = text.indexOf('\r\n\r\n');
				if (end < 0) return;
				const line = text.split(' HTTP/')[0]!;
				text = '';
				own.push(line);
				// Behaves like a server that closes an idle connection at this very moment.
				if (line.endsWith('/die') && own.length > 1) socket.resetAndDestroy();
				else socket.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok', 'latin1');
			});
		});
		await new Promise<void>((resolve) => moody.listen(0, '127.0.0.1', resolve));
	});
	afterAll(() => void moody.close());

	it('are kept for reads, and a read that met a closing one is asked again; a write never is', async () => {
		await gateway.show([grantOf(EXPLORER, 'moody', (moody.address() as AddressInfo).port)]);
		came = [];
		// More requests than nginx has workers, so at least one uses a kept connection.
		for (let n = 0; n < 8; n++) expect(bodyOf(await ask(gateway, EXPLORER, '/moody/a'))).toBe('ok');
		expect(came.length).toBeLessThan(8);
		came = [];
		for (let n = 0; n < 8; n++) expect(bodyOf(await ask(gateway, EXPLORER, '/moody/die'))).toBe('ok');
		came = [];
		for (const method of ['POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS']) {
			expect(bodyOf(await ask(gateway, EXPLORER, '/moody/die', { method, body: 'x' }))).toBe('ok');
		}
		// Each is sent once, over its own connection.
		expect(came.map((own) => own.map((line) => line.split(' ')[0]))).toEqual([
			...[['POST'], ['PUT'], ['DELETE'], ['PATCH'], ['OPTIONS']]
		]);
		await gateway.show(grants());
	});
});

describe('bytes', () => {
	it('of a request arrive as they were sent, whatever they are', async () => {
		for (const target of ['/caf\u00e9\u0080?\u00ff', '/a%2fb//c/../d;e?f=/../g&&h', '/?"\'<>|^`{}']) {
			got = '';
			expect(bodyOf(await ask(gateway, EXPLORER, `/raw${target}`, { method: 'PATCH' }))).toBe('ok');
			expect(got.split('\r\n')[0]).toBe(`PATCH ${target} HTTP/1.1`);
		}
	});

	it.each([
		'hello\r\nSet-Cookie: x=1\r\n\r\n',
		'HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 200 OK\r\n\r\nhidden',
		'HTTP/1.1 101 Switching Protocols\r\n\r\nhidden'
	])('that are no answer are a 502 in words: %j', async (answer) => {
		rawAnswer = answer;
		got = '';
		const said = await ask(gateway, EXPLORER, '/raw/');
		expect(statusOf(said)).toBe(502);
		expect(said).toContain('provider-answer-malformed');
		expect(said).not.toMatch(/hidden|Set-Cookie/);
	});

	it('that would steer nginx steer nothing', async () => {
		rawAnswer = 'HTTP/1.1 200 OK\r\nX-Accel-Redirect: gw-box\r\nX-Accel-Limit-Rate: 1\r\nContent-Length: 2\r\n\r\nok';
		got = '';
		expect(bodyOf(await ask(gateway, EXPLORER, '/raw/'))).toBe('ok');
	});
});

describe('what stays open', () => {
	it('WebSockets, both ways', async () => {
		const url = `ws://${GATEWAY}:${gateway.port}/chat?x=1`;
		const socket = new WebSocket(url, { localAddress: EXPLORER, headers: { host: 'core.localhost' } });
		await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
		for (const message of ['hello', Buffer.alloc(300_000, 7)]) {
			const back = new Promise<Buffer>((resolve) => socket.once('message', (data) => resolve(data as Buffer)));
			socket.send(message);
			expect((await back).equals(Buffer.from(message))).toBe(true);
		}
		socket.terminate();
	});

	it('events for four seconds, each as it comes', async () => {
		const { state } = begin(EXPLORER, '/core/events');
		const seen: number[] = [];
		await until(() => {
			const count = state.text.split('data: ').length - 1;
			if (seen.at(-1) !== count) seen.push(count);
			return state.over;
		}, 'the stream ended').catch(() => until(() => state.over, 'the stream ended'));
		expect(state.text.endsWith('data: 20\n\n')).toBe(true);
		// The pieces do not all arrive at the end.
		expect(seen.length).toBeGreaterThan(10);
	});
});

describe('500 MB', () => {
	it('each way, in little memory and without a file', async () => {
		const before = memory();
		let most = before;
		const watch = setInterval(() => (most = Math.max(most, memory())), 50);
		try {
			const uploaded = await new Promise<string>((resolve, reject) => {
				const options = {
					host: GATEWAY,
					port: gateway.port,
					localAddress: EXPLORER,
					path: '/core/upload',
					method: 'POST'
				};
				const req = request({ ...options, agent: false, headers: { 'content-length': String(MANY) } }, (res) => {
					let text = '';
					res.on('data', (chunk: Buffer) => (text += chunk.toString()));
					res.on('end', () => resolve(text));
				});
				req.on('error', reject);
				pipeline(Readable.from(pieces(MANY)), req, () => undefined);
			});
			expect(uploaded).toBe(String(MANY));
			const downloaded = await new Promise<number>((resolve, reject) => {
				const options = { host: GATEWAY, port: gateway.port, localAddress: EXPLORER, path: '/core/download' };
				request({ ...options, agent: false }, (res) => {
					let size = 0;
					res.on('data', (chunk: Buffer) => (size += chunk.length));
					res.on('end', () => resolve(size));
				})
					.on('error', reject)
					.end();
			});
			expect(downloaded).toBe(MANY);
		} finally {
			clearInterval(watch);
		}
		expect(before).toBeGreaterThan(0);
		// nginx needs buffers for its two connections, and holds no part of the 500 MB.
		expect(most - before).toBeLessThan(8 * 1024 * 1024);
		const kept = asRoot(() => readdirSync(join(gateway.host.run, 'gateway', 'own', 'body')));
		expect(kept).toEqual([]);
	});
});

describe('a grant that is taken back', () => {
	it('ends what its pup has open, and nothing of others', async () => {
		open = [];
		const stream = begin(EXPLORER, '/core/stream');
		const silent = begin(EXPLORER, '/core/silent');
		const second = begin(EXPLORER, '/second/stream');
		const counter = begin(COUNTER, '/core/stream');
		const socket = new WebSocket(`ws://${GATEWAY}:${gateway.port}/core/chat`, { localAddress: EXPLORER });
		let closed = false;
		socket.on('error', () => undefined);
		socket.on('close', () => (closed = true));
		await until(() => open.length === 4 && socket.readyState === WebSocket.OPEN, 'all are open');
		await until(() => second.state.text === 'first' && counter.state.text === 'first', 'bytes have come');

		await gateway.show(grants().filter((one) => !(one.from === EXPLORER && one.interface === 'core')));
		await gateway.plane.cut([{ from: EXPLORER }]);
		await until(() => stream.state.over && silent.state.over && closed, 'what was taken back has ended');
		// Any connection of that pup could carry half a request, so all are closed. The pup then
		// repeats its requests.
		await until(() => second.state.over, 'what else the pup has open has ended');
		expect(counter.state.over).toBe(false);
		// The provider's connections end too, so that it does not work in vain.
		await until(() => open.filter((res) => res.destroyed || res.closed).length === 3, 'the provider knows');
		expect(statusOf(await ask(gateway, EXPLORER, '/core/stream'))).toBe(403);

		for (const res of open) if (!res.destroyed) res.end('last');
		await until(() => counter.state.over, 'the others come to their end');
		expect(counter.state.text).toBe('firstlast');
		await gateway.show(grants());
	});

	it('lets nobody use it by a connection that was last used for another grant', async () => {
		await gateway.show(grants());
		const prepared = connect({ host: GATEWAY, port: gateway.port, localAddress: EXPLORER });
		let said = '';
		let over = false;
		prepared.on('data', (chunk: Buffer) => (said += chunk.toString('latin1')));
		prepared.on('error', () => undefined);
		prepared.on('close', () => (over = true));
		await new Promise((resolve) => prepared.once('connect', resolve));
		prepared.write('GET /second/upload HTTP/1.1\r\nHost: dogebox\r\n\r\n');
		await until(() => said !== '', 'the other grant answers');
		said = '';
		prepared.write('GET /core/stream HTTP/1.1\r\nHost: dogebox\r\n');
		await new Promise((resolve) => setTimeout(resolve, 50));
		await gateway.show(grants().filter((one) => !(one.from === EXPLORER && one.interface === 'core')));
		await gateway.plane.cut([{ from: EXPLORER }]);
		prepared.write('\r\n');
		await until(() => over, 'it was cut');
		expect(said).not.toContain('200 OK');
		await gateway.show(grants());
	});

	it('lets nobody use it by a connection that was opened before', async () => {
		await gateway.show(grants());
		const before = connect({ host: GATEWAY, port: gateway.port, localAddress: COUNTER });
		let said = '';
		let over = false;
		before.on('data', (chunk: Buffer) => (said += chunk.toString('latin1')));
		before.on('error', () => undefined);
		before.on('close', () => (over = true));
		await new Promise((resolve) => before.once('connect', resolve));
		before.write('GET /core/stream HTTP/1.1\r\n');
		await new Promise((resolve) => setTimeout(resolve, 50));
		await gateway.show(grants().filter((one) => one.from !== COUNTER));
		await gateway.plane.cut([{ from: COUNTER }]);
		before.write('Host: dogebox\r\n\r\n');
		await until(() => over, 'it was cut');
		expect(said).toBe('');
		await gateway.show(grants());
	});
});
