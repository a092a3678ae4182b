/** An HTTP server that no client can crash. Design, section 12. */
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
	/** Without it an upgrade receives 404. */
	upgrade?(req: IncomingMessage, socket: Duplex, head: Buffer): void | Promise<void>;
	/** `CONNECT`. Without it the connection is closed. */
	connect?(req: IncomingMessage, socket: Duplex, head: Buffer): void | Promise<void>;
	/**
	 * Called with an error that a handler threw or rejected with; the request has ended already.
	 */
	failed(error: unknown, req: IncomingMessage): void;
}

export interface GuardedServer {
	readonly server: Server;
	/** Open connections, including upgraded ones. */
	readonly sockets: ReadonlySet<Socket>;
	/** Cuts all connections. */
	destroySockets(): void;
}

/**
 * Delivers a response to a client that asks to close after it, and still sends a body that is not
 * read. Node closes a connection right after its last response. That resets the connection, and the
 * response is lost.
 */
function closeAfterBody(req: IncomingMessage, res: ServerResponse): void {
	if (!hasBody(req) || res.shouldKeepAlive) return;
	res.shouldKeepAlive = true;
	res.removeHeader('connection');
	const close = () => req.socket.destroySoon();
	// Node or the handler reads the rest, until the time limit of the request.
	res.once('finish', () => (req.complete ? close() : req.once('end', close)));
}

/**
 * An HTTP server in which a failure ends only one request:
 * - Every connection has an error listener for its whole life. Node removes its own at an upgrade,
 * and a reset without a listener ends the process.
 * - A handler that throws or rejects results in 500, or in a cut connection where the response has
 * begun.
 * - A response is delivered completely, even while a client that closes after it still sends a
 * body.
 * - Bytes that are not HTTP result in 400 and the end of the connection.
 * - A connection that cannot be accepted is lost.
 * @param options.maxHeaderSize bytes of a request's head; Node's own limit is 16 kB
 * @param options.tls accepts TLS only, with these certificates
 */
export function createGuardedServer(
	handlers: ServerHandlers,
	{ tls, ...options }: Pick<ServerOptions, 'maxHeaderSize'> & { tls?: TlsOptions } = {}
): GuardedServer {
	const sockets = new Set<Socket>();

	/** Runs a handler; calls `end` when it fails, synchronously or later. */
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
	// Emitted when a connection could not be accepted (no descriptors, no memory). A failure to
	// listen also reaches the caller's own listener.
	server.on('error', () => {});
	const keep = (socket: Socket) => {
		sockets.add(socket);
		socket.once('close', () => sockets.delete(socket));
		socket.on('error', () => socket.destroy());
	};
	server.on('connection', keep);
	if (tls) {
		// The TLS socket of the same connection: both sockets can fail.
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
 * Closes connections of an address that already has `most`.
 * @param free addresses without this limit; null entries are ignored
 */
export function limitByAddress(server: Server, most: number, free: readonly (string | null)[]): void {
	const counts = new Map<string, number>();
	const unlimited = new Set(free.flatMap((address) => (address === null ? [] : [address, `::ffff:${address}`])));
	server.on('connection', (socket) => {
		const address = socket.remoteAddress ?? '';
		if (unlimited.has(address)) return;
		// A client with one IPv6 address usually has a whole network of them.
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
