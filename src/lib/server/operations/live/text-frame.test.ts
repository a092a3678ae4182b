import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { textFrame } from './text-frame.ts';

describe('a text frame', () => {
	let server: WebSocketServer;
	beforeEach(() => {
		server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
	});
	afterEach(() => void server.close());

	/** Lengths around those at which the head of a frame grows, in bytes. */
	const texts: [what: string, text: string][] = [
		['nothing', ''],
		['125 bytes', 'x'.repeat(125)],
		['126 bytes', 'x'.repeat(126)],
		['65 535 bytes', 'x'.repeat(65_535)],
		['65 536 bytes', 'x'.repeat(65_536)],
		['more bytes than letters', '·'.repeat(100)],
		['letters of two words each', '🐕'.repeat(20_000)]
	];

	it.each(texts)('of %s is read by a client of WebSockets, between frames of the library', async (_what, text) => {
		const read: string[] = [];
		server.on('connection', (socket, request) => {
			socket.send('before');
			request.socket.write(textFrame(text));
			socket.send('after');
			socket.close();
		});
		if (!server.address()) await once(server, 'listening');
		const client = new WebSocket(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`);
		client.on('message', (data, isBinary) => read.push(isBinary ? 'binary' : String(data)));
		const [code] = (await once(client, 'close')) as [number];
		expect(read).toEqual(['before', text, 'after']);
		expect(code).toBe(1005);
	});
});
