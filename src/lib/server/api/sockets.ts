/**
 * WebSockets of the API: who may open one, when it ends. What is said over it is the operation's
 * handler's.
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

/** Sockets at once, of all callers together. */
const MAX_SOCKETS = 2048;
/** How long a socket may take to close, milliseconds. */
const CLOSED_WITHIN_MS = 500;
/** Codes with which a socket is closed (4000–4999 are an application's own, RFC 6455 7.4.2). */
const CLOSE = { ended: 4401, goingAway: 1001 } as const;

export interface Sockets {
	/**
	 * Takes an upgrade; `local`: it came by the Unix socket.
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
	/** One server per operation: they differ in the longest message they take. */
	const servers = new Map<OperationId, WebSocketServer>();
	const open = new Set<WebSocket>();

	function serverOf({ id, operation }: Found['route']): WebSocketServer {
		let server = servers.get(id);
		if (!server) {
			server = new WebSocketServer({
				noServer: true,
				clientTracking: false,
				maxPayload: operation.output.kind === 'duplex' ? operation.output.maxMessage : 0,
				// Messages are small and shared; compressing each for each client would cost more
				// than it saves.
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
			// A protocol error or a message too long: ws closes the socket itself after this.
			ws.on('error', () => undefined);
			open.add(ws);
			const forget = streams.add({
				credential: credentialOf(who.caller),
				stillValid: () => who.stillValid(),
				end() {
					ws.close(CLOSE.ended, 'the session or token has ended');
					// It may not answer, and send on until it does.
					setTimeout(() => ws.terminate(), CLOSED_WITHIN_MS).unref();
				},
				tick() {
					// One that is held back until a command reads cannot answer either.
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
			// Who does not answer the goodbye is cut off, so that the stop is not held up.
			setTimeout(() => {
				for (const ws of open) ws.terminate();
			}, 500).unref();
			for (const server of servers.values()) server.close();
		}
	};
}
