/** A connection handed over to a WebSocket: how browsers' consoles attach to a container. */
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { createWebSocketStream, WebSocketServer } from 'ws';
import { badRequest } from './errors.ts';

/** Longest message that a client may send, bytes; longer input comes in several. */
const MOST_MESSAGE = 1024 * 1024;

/**
 * Whether a page of the web may open it: one of the same address alone. At the Unix socket there
 * are no pages; libraries give an origin there all the same.
 */
export const isOwnPage = ({ headers: { origin = '', host }, socket }: IncomingMessage): boolean =>
	socket.remoteAddress === undefined || origin.replace(/^https?:\/\//, '') === host;

/**
 * @returns what the client sends, and takes in binary messages
 * @throws DockerError 400 where no WebSocket was asked for, or not as RFC 6455 has it
 */
export function openWebSocket(
	req: IncomingMessage,
	upgrade: { socket: Duplex; head: Buffer } | undefined
): Promise<Duplex> {
	return new Promise((resolve, reject) => {
		if (!upgrade) throw badRequest('This is a WebSocket: ask for an upgrade of the connection.');
		const server = new WebSocketServer({
			...{ noServer: true, clientTracking: false, perMessageDeflate: false },
			maxPayload: MOST_MESSAGE
		});
		server.on('wsClientError', (error) => reject(badRequest(`This is no WebSocket: ${error.message}`)));
		server.handleUpgrade(req, upgrade.socket, upgrade.head, (client) => {
			const stream = createWebSocketStream(client);
			// What is not as RFC 6455 has it, or too long, ends the connection.
			client.on('error', () => stream.destroy());
			stream.on('error', () => {});
			resolve(stream);
		});
	});
}
