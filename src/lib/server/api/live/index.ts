/** The live socket, `WS /api/v1/live`: who may open it, what it answers, when it ends. Protocol: `contract/live.ts`. */
import { STATUS_CODES, type IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import { isBoxError, toProblem } from '../../../contract/errors.ts';
import { CHANNEL_OF, type ClientFrame } from '../../../contract/live.ts';
import { API_BASE, operations } from '../../../contract/operations.ts';
import type { Services } from '../../services.ts';
import { arrivalOf } from '../../auth/index.ts';
import { authorize } from '../guard.ts';
import { changeFrame, createChannels } from './channels.ts';
import { CLOSE, createLiveClient, MAX_BEHIND, MAX_CHANNELS, serialise, type LiveClient } from './client.ts';

const PATH = API_BASE + operations['live.open'].path;
/** Longest message of a client, bytes. */
const MAX_MESSAGE = 64 * 1024;
/** Sockets at once, of all sessions together. */
const MAX_SOCKETS = 2048;
/** A client that does not answer within this is gone, ms. */
const PING_EVERY = 20_000;

export interface Live {
	/** Takes an upgrade. @returns false when its path is not the live socket's */
	upgrade(req: IncomingMessage, socket: Duplex, head: Buffer): boolean;
	/** Sockets open now. */
	readonly size: number;
	close(): void;
}

/** Answers an upgrade with an error and ends the connection. */
export function refuseUpgrade(socket: Duplex, error: unknown, requestId: string): void {
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
	socket.end(`${lines.join('\r\n')}\r\n\r\n${body}`);
}

/**
 * Makes the live socket's server.
 * @param options.pingEvery ms between signs of life, for tests
 */
export function createLive(box: Services, options: { pingEvery?: number } = {}): Live {
	const server = new WebSocketServer({
		noServer: true,
		clientTracking: false,
		maxPayload: MAX_MESSAGE,
		// Messages are small and shared; compressing each for each client would cost more than it saves.
		perMessageDeflate: false
	});
	const channels = createChannels(box);
	const clients = new Set<LiveClient>();

	/** What the client missed, on the channels it asked for. */
	function replay(client: LiveClient, wanted: readonly string[], since: number): void {
		const missed = box.events.since(since);
		if (missed === null) {
			client.notify({ type: 'resync', seq: box.events.seq });
			return;
		}
		const messages: Buffer[] = [];
		let size = 0;
		for (const change of missed) {
			if (!wanted.includes(CHANNEL_OF[change.body.kind])) continue;
			const message = serialise(changeFrame(change));
			size += message.length;
			messages.push(message);
			// More than a client may be behind: loading the page's data anew is less.
			if (size > MAX_BEHIND / 2) {
				client.notify({ type: 'resync', seq: box.events.seq });
				return;
			}
		}
		for (const message of messages) client.send(message);
	}

	function onFrame(client: LiveClient, frame: ClientFrame): void {
		if (frame.type === 'ping') {
			client.notify({ type: 'pong' });
			return;
		}
		if (frame.type === 'unsubscribe') {
			for (const channel of frame.channels) channels.leave(client, channel);
			return;
		}
		if (new Set([...client.channels, ...frame.channels]).size > MAX_CHANNELS) {
			client.notify({
				type: 'error',
				code: 'too-many-channels',
				message: `A socket has at most ${MAX_CHANNELS} channels.`
			});
			return;
		}
		// All of this happens in one go: no change can fall between the replay and what is live.
		const joined: string[] = [];
		for (const channel of frame.channels) {
			if (channels.join(client, channel)) joined.push(channel);
			else client.notify({ type: 'error', code: 'not-found', message: `There is nothing to follow at ${channel}.` });
		}
		if (frame.since !== undefined) replay(client, joined, frame.since);
		client.notify({ type: 'subscribed', channels: [...client.channels], seq: box.events.seq });
	}

	async function open(req: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
		const arrival = arrivalOf(req, box.config.trustedProxy);
		const owner = await authorize(box, arrival, {
			access: operations['live.open'].access,
			changes: true,
			isBoxInfo: false
		});
		if (!owner || socket.destroyed) {
			socket.destroy();
			return;
		}
		if (clients.size >= MAX_SOCKETS) {
			socket.end('HTTP/1.1 503 Service Unavailable\r\nRetry-After: 10\r\nConnection: close\r\n\r\n');
			return;
		}
		server.handleUpgrade(req, socket, head, (ws) => {
			const client = createLiveClient(
				ws,
				{ sessionId: owner.session.id, token: owner.token },
				{
					frame: onFrame,
					gone(gone) {
						channels.leaveAll(gone);
						clients.delete(gone);
					}
				}
			);
			clients.add(client);
			client.notify({ type: 'hello', seq: box.events.seq, boot: box.bootId, version: box.config.version });
		});
	}

	const stopRevoke = box.auth.onRevoke((sessionId) => {
		for (const client of clients) {
			if (client.sessionId === sessionId) client.close(CLOSE.sessionEnded, 'the session has ended');
		}
	});

	/** A session that has run out ends its sockets too; an open one counts as in use. */
	async function checkSessions(): Promise<void> {
		for (const token of new Set([...clients].map((client) => client.token))) {
			if (await box.auth.validate(token)) continue;
			for (const client of clients) {
				if (client.token === token) client.close(CLOSE.sessionEnded, 'the session has ended');
			}
		}
	}

	const timer = setInterval(() => {
		for (const client of clients) client.ping();
		checkSessions().catch((error: unknown) => box.log.error({ err: error }, 'sessions of sockets were not checked'));
	}, options.pingEvery ?? PING_EVERY);
	timer.unref();

	return {
		get size() {
			return clients.size;
		},
		upgrade(req, socket, head) {
			if ((req.url ?? '').split('?')[0] !== PATH) return false;
			socket.on('error', () => socket.destroy());
			open(req, socket, head).catch((error: unknown) => {
				const requestId = box.bootId.slice(0, 8) + Date.now().toString(36);
				if (!isBoxError(error)) box.log.error({ err: error, requestId }, 'a live socket could not be opened');
				refuseUpgrade(socket, error, requestId);
			});
			return true;
		},
		close() {
			clearInterval(timer);
			stopRevoke();
			channels.close();
			for (const client of clients) client.close(CLOSE.goingAway, 'the box is stopping');
			// Who does not answer the goodbye is cut off, so that the stop is not held up.
			setTimeout(() => {
				for (const client of clients) client.terminate();
			}, 500).unref();
			server.close();
		}
	};
}
