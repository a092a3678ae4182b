/**
 * WebSockets of the API: who may open one, and when it ends. The operation's handler defines the
 * messages.
 */
import { STATUS_CODES, type IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer, type WebSocket } from 'ws';
import { isBoxError, toProblem } from '../../contract/errors.ts';
import type { OperationId } from '../../contract/operations.ts';
import { arrivalOf } from '../auth/index.ts';
import { credentialOf, identify, readQuery, type DuplexAnswer, type OperationsService } from '../operations/index.ts';
import type { Services } from '../services.ts';
import { endUpgrade, sayAndClose } from '../streams/index.ts';
import type { OpenStreams } from './open-streams.ts';
import { newRequestId } from './request-id.ts';
import type { Found, Routes } from './routes.ts';

/** Most sockets at once, of all callers together. */
const MAX_SOCKETS = 2048;
/** Milliseconds that a socket may take to close. */
const CLOSED_WITHIN_MS = 500;
/** Close codes (4000–4999 are for applications, RFC 6455 7.4.2). */
const CLOSE = { ended: 4401, goingAway: 1001 } as const;

export interface Sockets {
	/**
	 * Takes over an upgrade; `local`: the request came by the Unix socket.
	 * @returns false when its path is not that of a WebSocket of the API
	 */
	upgrade(req: IncomingMessage, socket: Duplex, head: Buffer, local?: boolean): boolean;
	close(): void;
}

/** Answers an upgrade with an error and ends the connection. */
function refuseUpgrade(socket: Duplex, error: unknown, requestId: string): void {
	const problem = toProblem(error, requestId);
	const body = JSON.stringify(problem);
	const lines = [
		`HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status] ?? ''}`,
		'Content-Type: application/problem+json',
		`Content-Length: ${Buffer.byteLength(body)}`,
		'Cache-Control: no-store',
		'Connection: close',
		`X-Request-Id: ${requestId}`
	];
	if (problem.status === 401) lines.push('WWW-Authenticate: Bearer realm="dogebox"');
	if (problem.retryAfter !== undefined) lines.push(`Retry-After: ${problem.retryAfter}`);
	socket.on('error', () => undefined);
	sayAndClose(socket, `${lines.join('\r\n')}\r\n\r\n${body}`);
}

export function createSockets(
	box: Services,
	operations: OperationsService,
	streams: OpenStreams,
	routes: Routes
): Sockets {
	/** One server per operation, because they differ in the longest message that they accept. */
	const servers = new Map<OperationId, WebSocketServer>();
	const open = new Set<WebSocket>();

	function serverOf({ id, operation }: Found['route']): WebSocketServer {
		let server = servers.get(id);
		if (!server) {
			server = new WebSocketServer({
				noServer: true,
				clientTracking: false,
				maxPayload: operation.output.kind === 'duplex' ? operation.output.maxMessage : 0,
				// Messages are small and shared: compressing each one for each client would cost
				// more than it saves.
				perMessageDeflate: false
			});
			servers.set(id, server);
		}
		return server;
	}

	async function accept(
		found: Found,
		search: string,
		req: IncomingMessage,
		socket: Duplex,
		head: Buffer,
		local: boolean
	) {
		const arrival = arrivalOf(req, box.config.trustedProxy);
		const who = await identify(box, arrival, { changes: true, setup: false, local });
		const gone = new AbortController();
		const answer = (await operations.dispatch(
			found.route.id,
			{ params: found.params, query: readQuery(search) },
			who.caller,
			{
				facts: arrival.facts,
				signal: gone.signal,
				setCookie: () => undefined
			}
		)) as unknown as DuplexAnswer;
		if (socket.destroyed) {
			gone.abort();
			return;
		}
		if (open.size >= MAX_SOCKETS) {
			gone.abort();
			endUpgrade(socket, 503, 10);
			return;
		}
		serverOf(found.route).handleUpgrade(req, socket, head, (ws) => {
			let alive = true;
			ws.on('pong', () => (alive = true));
			ws.on('message', () => (alive = true));
			// After a protocol error or a too long message, ws closes the socket itself.
			ws.on('error', () => undefined);
			open.add(ws);
			const forget = streams.add({
				credential: credentialOf(who.caller),
				stillValid: () => who.stillValid(),
				end() {
					ws.close(CLOSE.ended, 'the session or token has ended');
					// The client may not answer the close, and could keep sending until it does.
					setTimeout(() => ws.terminate(), CLOSED_WITHIN_MS).unref();
				},
				tick() {
					// A paused socket, which waits until a command reads, cannot answer a ping.
					if (!alive && !ws.isPaused) {
						ws.terminate();
						return;
					}
					alive = false;
					ws.ping();
				}
			});
			ws.once('close', () => {
				forget();
				open.delete(ws);
				gone.abort();
			});
			answer(ws, socket);
		});
	}

	return {
		upgrade(req, socket, head, local = false) {
			const url = req.url ?? '/';
			const at = url.indexOf('?');
			const found = routes.find(req.method ?? 'GET', at < 0 ? url : url.slice(0, at));
			if (found?.route.operation.output.kind !== 'duplex') return false;
			socket.on('error', () => socket.destroy());
			accept(found, at < 0 ? '' : url.slice(at + 1), req, socket, head, local).catch((error: unknown) => {
				const requestId = newRequestId();
				if (!isBoxError(error)) box.log.error({ err: error, requestId }, 'a WebSocket could not be opened');
				refuseUpgrade(socket, error, requestId);
			});
			return true;
		},
		close() {
			for (const ws of open) ws.close(CLOSE.goingAway, 'the box is stopping');
			// A client that does not answer the close is disconnected, so that it does not delay
			// the stop.
			setTimeout(() => {
				for (const ws of open) ws.terminate();
			}, 500).unref();
			for (const server of servers.values()) server.close();
		}
	};
}
