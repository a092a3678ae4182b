/** An HTTP server that no client can bring down. Design, section 12. */
import { createServer, type IncomingMessage, type Server, type ServerOptions, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { TlsOptions } from 'node:tls';
import { endUpgrade } from './end-upgrade.ts';
import { hasBody } from './has-body.ts';
import { sayAndClose } from './last-words.ts';

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
 * Has an answer reach a client that closes after it, and still sends a body that nobody wants.
 * Node closes as soon as the last answer of a connection has gone. That resets the connection, and
 * the answer is lost.
 */
function closeAfterBody(req: IncomingMessage, res: ServerResponse): void {
	if (!hasBody(req) || res.shouldKeepAlive) return;
	res.shouldKeepAlive = true;
	res.removeHeader('connection');
	const close = () => req.socket.destroySoon();
	// Node reads on, or the handler does, until its time for a request is over.
	res.once('finish', () => (req.complete ? close() : req.once('end', close)));
}

/**
 * An HTTP server in which a failure ends one request:
 * - every connection has an error listener for its whole life. Node takes its own away at an
 *   upgrade, and a reset without a listener ends the process;
 * - a handler that throws or rejects gives 500, or cuts the connection where the answer has begun;
 * - an answer comes whole, also in the middle of a body of a client that closes after it;
 * - bytes that are no HTTP get 400 and are cut off;
 * - a connection that cannot be accepted is lost.
 * @param options.maxHeaderSize bytes of a request's head; node's own limit is 16 kB
 * @param options.tls it speaks TLS alone, with these certificates
 */
export function createGuardedServer(
	handlers: ServerHandlers,
	{ tls, ...options }: Pick<ServerOptions, 'maxHeaderSize'> & { tls?: TlsOptions } = {}
): GuardedServer {
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

	const answer = (req: IncomingMessage, res: ServerResponse) => {
		req.on('error', () => {});
		res.on('error', () => {});
		closeAfterBody(req, res);
		run(
			() => handlers.request(req, res),
			req,
			() => {
				if (res.headersSent) res.destroy();
				else res.writeHead(500, { connection: 'close', 'content-length': 0 }).end();
			}
		);
	};
	const server: Server = tls ? createTlsServer({ ...options, ...tls }, answer) : createServer(options, answer);
	// That a connection could not be accepted: no descriptors, no memory. Whoever listens hears of
	// a failure to do so as well.
	server.on('error', () => {});
	const keep = (socket: Socket) => {
		sockets.add(socket);
		socket.once('close', () => sockets.delete(socket));
		socket.on('error', () => socket.destroy());
	};
	server.on('connection', keep);
	if (tls) {
		// The same connection once more, as what is written to: both can fail.
		server.on('secureConnection', keep);
		server.on('tlsClientError', (_error: Error, socket: Socket) => socket.destroy());
	}
	server.on('upgrade', (req, socket: Duplex, head: Buffer) => {
		const { upgrade } = handlers;
		if (!upgrade) endUpgrade(socket, 404);
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
		if (socket.writable)
			sayAndClose(socket, 'HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n');
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

/**
 * Closes connections of an address that has `most` already.
 * @param free addresses to which it does not apply; null for none
 */
export function limitByAddress(server: Server, most: number, free: readonly (string | null)[]): void {
	const counts = new Map<string, number>();
	const unlimited = new Set(free.flatMap((address) => (address === null ? [] : [address, `::ffff:${address}`])));
	server.on('connection', (socket) => {
		const address = socket.remoteAddress ?? '';
		if (unlimited.has(address)) return;
		// Who has one IPv6 address has a network of them.
		const key = address.includes('.') ? address : address.split(':').slice(0, 4).join(':');
		const count = counts.get(key) ?? 0;
		if (count >= most) {
			socket.destroy();
			return;
		}
		counts.set(key, count + 1);
		socket.once('close', () => {
			const left = (counts.get(key) ?? 1) - 1;
			if (left > 0) counts.set(key, left);
			else counts.delete(key);
		});
	});
}
