/**
 * Compares one message to many WebSocket clients with the same message from a bare `ws` server. The
 * clients are one separate process.
 */
import { fork, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmodSync, cpSync, mkdtempSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import { HOSTILE_SOURCE, type AliveBox } from '../support/alive.ts';
import { timesFigure, type Figure } from './stats.ts';

const CLIENTS = 200;
/** Together with the warm-up, as many changes of a source as the API allows in a minute. */
const MESSAGES = 55;
/** Messages that are sent first and not counted. */
const WARM_UP = 5;
const PAUSE_MS = 60;

const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const now = () => performance.timeOrigin + performance.now();

interface ClientsOrder {
	url: string;
	headers: Record<string, string>;
	/** Message that each client sends once it is open; null for none. */
	subscribe: string | null;
}

/** Returns a text frame as a client sends it, with a mask of zeros (RFC 6455, 5.2 and 5.3). */
function fromClient(text: string): Buffer {
	const body = Buffer.from(text);
	if (body.length > 125) throw new Error('the bench subscribes with a short message');
	return Buffer.concat([Buffer.from([0x81, 0x80 | body.length, 0, 0, 0, 0]), body]);
}

/** Calls `fn` for each complete text message of a server. Each message must be one frame. */
function onMessages(socket: Duplex, fn: (text: string) => void): void {
	let rest: Buffer = Buffer.alloc(0);
	socket.on('data', (chunk: Buffer) => {
		rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
		while (rest.length >= 4) {
			const isShort = rest[1]! < 126;
			const from = isShort ? 2 : 4;
			const end = from + (isShort ? rest[1]! : rest.readUInt16BE(2));
			if (rest.length < end) return;
			if ((rest[0]! & 0x0f) === 1) fn(rest.toString('latin1', from, end));
			rest = rest.subarray(end);
		}
	});
}

function openSocket({ url, headers }: ClientsOrder): Promise<Duplex> {
	return new Promise((resolve, reject) => {
		const asked = request(url.replace(/^ws/, 'http'), {
			headers: {
				...headers,
				connection: 'upgrade',
				upgrade: 'websocket',
				'sec-websocket-version': '13',
				'sec-websocket-key': randomBytes(16).toString('base64')
			}
		});
		asked.once('upgrade', (_answer, socket: Duplex, head: Buffer) => {
			if (head.length > 0) socket.unshift(head);
			resolve(socket);
		});
		asked.once('response', ({ statusCode }) => reject(new Error(`no WebSocket: ${statusCode}`)));
		asked.once('error', reject);
		asked.end();
	});
}

/**
 * The clients' process. Opens the sockets, then collects for each message the time from its `at` to
 * its arrival. The clients are as light as possible and use no library: in a house they are two
 * hundred other machines, and here they share the processors with the server that is measured.
 */
export async function clientsMain(): Promise<void> {
	const order = await new Promise<ClientsOrder>((resolve) =>
		process.once('message', (m) => resolve(m as ClientsOrder))
	);
	const latencies: number[] = [];
	const sockets: Duplex[] = [];
	let ready = 0;
	for (let n = 0; n < CLIENTS; n++) {
		const socket = await openSocket(order);
		sockets.push(socket);
		onMessages(socket, (text) => {
			const at = now();
			if (text.startsWith('{"type":"change"')) latencies.push(at - Number(/"at":(\d+)/.exec(text)?.[1]));
			else if (/^\{"type":"(subscribed|ready)"/.test(text) && ++ready === CLIENTS) process.send?.({ ready: true });
		});
		socket.on('error', (error) => process.send?.({ failed: error.message }));
		if (order.subscribe) socket.write(fromClient(order.subscribe));
	}
	process.on('message', (message) => {
		if (message === 'count') latencies.length = 0;
		if (message !== 'finish') return;
		for (const socket of sockets) socket.destroy();
		process.send?.({ latencies }, () => process.exit(0));
	});
}

/** The peer's process: a bare `ws` server that sends the same text to all clients on request. */
export async function peerMain(): Promise<void> {
	const server = new WebSocketServer({ port: 0, host: '127.0.0.1', perMessageDeflate: false });
	await new Promise((resolve) => server.once('listening', resolve));
	server.on('connection', (socket) => socket.send('{"type":"ready"}'));
	const address = server.address();
	process.send?.({ port: typeof address === 'object' ? address?.port : 0 });
	process.on('message', (message) => {
		if (message === 'finish') process.exit(0);
		const text = JSON.stringify({ type: 'change', at: Date.now(), padding: String(message) });
		for (const socket of server.clients) socket.send(text);
	});
}

const start = (mode: string): ChildProcess => fork(process.argv[1] ?? '', [mode], { stdio: 'inherit' });

function heard<T>(child: ChildProcess): Promise<T> {
	return new Promise((resolve, reject) => {
		child.once('message', (message) => {
			if (message && typeof message === 'object' && 'failed' in message) reject(new Error(String(message.failed)));
			else resolve(message as T);
		});
		child.once('exit', (code) => reject(new Error(`a helper of the bench ended with ${code}`)));
	});
}

/** Connects the clients, lets `send` send each message, and returns the latencies. */
async function measure(order: ClientsOrder, send: (n: number) => Promise<void>): Promise<number[]> {
	const clients = start('clients');
	clients.send(order);
	await heard(clients);
	await wait(300);
	for (let n = 0; n < WARM_UP + MESSAGES; n++) {
		await send(n);
		await wait(PAUSE_MS);
		if (n === WARM_UP - 1) clients.send('count');
	}
	await wait(500);
	const answer = heard<{ latencies: number[] }>(clients);
	clients.send('finish');
	return (await answer).latencies;
}

/**
 * Each message is a real change of the box: a source gets another name. The change is durable on
 * the disk before it is published.
 */
export async function benchFanout(box: AliveBox): Promise<Figure[]> {
	const folder = mkdtempSync(join(tmpdir(), 'dogebox-bench-source-'));
	chmodSync(folder, 0o755);
	cpSync(HOSTILE_SOURCE, folder, { recursive: true });
	const peer = start('peer');
	try {
		const { port } = await heard<{ port: number }>(peer);
		const { id } = await box.addSource(folder);
		const headers = { authorization: `Bearer ${box.api.token()}` };
		const ours = await measure(
			{
				url: `${box.url.replace('http', 'ws')}/api/v1/live`,
				headers,
				subscribe: JSON.stringify({ type: 'subscribe', channels: ['sources'] })
			},
			async (n) => {
				const { status } = await box.api.call('PATCH', `/sources/${id}`, { name: `Source ${n}` });
				if (status !== 200) throw new Error(`PATCH /sources/${id}: ${status}`);
			}
		);
		await box.api.call('DELETE', `/sources/${id}`);
		const theirs = await measure({ url: `ws://127.0.0.1:${port}`, headers: {}, subscribe: null }, async () => {
			peer.send('x'.repeat(400));
		});
		if (ours.length < CLIENTS * MESSAGES * 0.95) throw new Error(`only ${ours.length} messages came through`);
		return [
			timesFigure(
				{
					id: 'fanout',
					title: `One message to ${CLIENTS} WebSocket clients, until each has it`,
					target: 15,
					targetOf: 'p99'
				},
				ours,
				'a bare ws server',
				theirs
			)
		];
	} finally {
		peer.send('finish');
		rmSync(folder, { recursive: true, force: true });
	}
}
