/** Hands a connection over to a WebSocket, by which consoles in browsers attach to a container. */
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { createWebSocketStream, WebSocketServer } from 'ws';
import { badRequest } from './errors.ts';

/** Longest message of a client, bytes. Longer input comes in several messages. */
const MOST_MESSAGE = 1024 * 1024;

/**
 * Whether a web page may open the WebSocket: only one of the same address may. On the Unix socket
 * there are no pages, but libraries send an origin there too.
 */
export const isOwnPage = ({ headers: { origin = '', host }, socket }: IncomingMessage): boolean =>
	socket.remoteAddress === undefined || origin.replace(/^https?:\/\//, '') === host;

/**
 * @returns a stream of what the client sends, which writes binary messages
 * @throws DockerError 400 where the request is no valid WebSocket request (RFC 6455)
 */
export function openWebSocket(
	req: IncomingMessage,
	upgrade: { socket: Duplex; head: Buffer } | undefined
): Promise<Duplex> {
	return new Promise((resolve, reject) => {
		if (!upgrade) throw badRequest('This is a WebSocket: request an upgrade of the connection.');
		const server = new WebSocketServer({
			...{ noServer: true, clientTracking: false, perMessageDeflate: false },
			maxPayload: MOST_MESSAGE
		});
		server.on('wsClientError', (error) => reject(badRequest(`This is no WebSocket: ${error.message}`)));
		server.handleUpgrade(req, upgrade.socket, upgrade.head, (client) => {
			const stream = createWebSocketStream(client);
			// An invalid frame (RFC 6455) or one that is too long ends the connection.
			client.on('error', () => stream.destroy());
			stream.on('error', () => {});
			resolve(stream);
		});
	});
}
