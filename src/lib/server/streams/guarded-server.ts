/** An HTTP server that no client can bring down. Design, section 12. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';

export interface ServerHandlers {
	request(req: IncomingMessage, res: ServerResponse): void | Promise<void>;
	/** Without it an upgrade is answered with 404. */
	upgrade?(req: IncomingMessage, socket: Duplex, head: Buffer): void | Promise<void>;
	/** `CONNECT`. Without it the connection is closed. */
	connect?(req: IncomingMessage, socket: Duplex, head: Buffer): void | Promise<void>;
	/** What a handler threw or rejected with; the request has been ended already. */
	failed(error: unknown, req: IncomingMessage): void;
}

export interface GuardedServer {
	readonly server: Server;
	/** Connections that are open, upgraded ones included. */
	readonly sockets: ReadonlySet<Socket>;
	/** Cuts all of them. */
	destroySockets(): void;
}

/**
 * An HTTP server in which a failure ends one request:
 * - every connection has an error listener for its whole life. Node takes its own away at an
 *   upgrade, and a reset without a listener ends the process;
 * - a handler that throws or rejects gives 500, or cuts the connection where the answer has begun;
 * - bytes that are no HTTP get 400 and are cut off.
 */
export function createGuardedServer(handlers: ServerHandlers): GuardedServer {
	const sockets = new Set<Socket>();

	/** Runs a handler; `end` gets what it threw, now or later. */
	function run(work: () => void | Promise<void>, req: IncomingMessage, end: () => void): void {
		const failed = (error: unknown) => {
			end();
			handlers.failed(error, req);
		};
		try {
			work()?.catch(failed);
		} catch (error) {
			failed(error);
		}
	}

	const server = createServer((req, res) => {
		req.on('error', () => {});
		res.on('error', () => {});
		run(
			() => handlers.request(req, res),
			req,
			() => {
				if (res.headersSent) res.destroy();
				else res.writeHead(500, { connection: 'close', 'content-length': 0 }).end();
			}
		);
	});
	server.on('connection', (socket) => {
		sockets.add(socket);
		socket.once('close', () => sockets.delete(socket));
		socket.on('error', () => socket.destroy());
	});
	server.on('upgrade', (req, socket: Duplex, head: Buffer) => {
		const { upgrade } = handlers;
		if (!upgrade) socket.end('HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n');
		else
			run(
				() => upgrade(req, socket, head),
				req,
				() => socket.destroy()
			);
	});
	server.on('connect', (req, socket: Duplex, head: Buffer) => {
		const { connect } = handlers;
		if (!connect) socket.destroy();
		else
			run(
				() => connect(req, socket, head),
				req,
				() => socket.destroy()
			);
	});
	server.on('clientError', (_error, socket: Duplex) => {
		if (socket.writable) socket.end('HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n');
		else socket.destroy();
	});

	return {
		server,
		sockets,
		destroySockets() {
			for (const socket of sockets) socket.destroy();
		}
	};
}
