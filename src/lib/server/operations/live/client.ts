/** One live socket: its channels, its flow control, its end. */
import type { Duplex } from 'node:stream';
import { WebSocket } from 'ws';
import { clientFrame, type ClientFrame, type ServerFrame } from '../../../contract/live.ts';
import { monotonicMs } from '../../concurrency/index.ts';
import { readMessage } from '../socket-messages.ts';
import { textFrame } from './text-frame.ts';

/**
 * Bytes that may be queued for a client. One that stalls is dropped, and catches up when it
 * reconnects.
 */
export const MAX_BEHIND = 1024 * 1024;
/**
 * Queued bytes from which no more lines of logs are sent, until the client has taken most of them.
 */
export const LOGS_BEHIND = 256 * 1024;
/** Most channels of one socket. */
export const MAX_CHANNELS = 64;
/** Frames that a client may send within {@link FRAME_WINDOW}. */
const MAX_FRAMES = 200;
/** In milliseconds. */
const FRAME_WINDOW = 10_000;

/**
 * Close code for a socket that sends too many frames (4000–4999 are for applications, RFC 6455
 * 7.4.2).
 */
const TOO_MANY_FRAMES = 4429;

export interface LiveClient {
	readonly channels: Set<string>;
	/** Sends one message, {@link serialise}d. Drops the client when it is too far behind. */
	send(message: Buffer): void;
	/** Whether lines of logs should wait. */
	isBehind(): boolean;
	/** Calls `fn` once the client has caught up; never if the client disconnects first. */
	onceCaughtUp(fn: () => void): void;
	/** Serialises and sends to this client alone. */
	notify(frame: ServerFrame): void;
}

/** Serialises a frame to the bytes that are written to the connection of each recipient. */
export function serialise(frame: ServerFrame): Buffer {
	return textFrame(JSON.stringify(frame));
}

/**
 * Wraps a socket.
 * @param connection that the socket runs on
 * @param on.frame called for each valid frame
 * @param on.gone called once, when the socket is closed for whatever reason
 */
export function createLiveClient(
	socket: WebSocket,
	connection: Duplex,
	on: { frame(client: LiveClient, frame: ClientFrame): void; gone(client: LiveClient): void }
): LiveClient {
	let frames = 0;
	let windowFrom = monotonicMs();

	let waiting: (() => void)[] = [];
	/** Called when a message has left for the network. */
	function sent(): void {
		if (waiting.length === 0 || socket.bufferedAmount > LOGS_BEHIND / 2) return;
		for (const fn of waiting.splice(0)) fn();
	}

	const client: LiveClient = {
		channels: new Set(),
		send(message) {
			if (socket.readyState !== WebSocket.OPEN) return;
			if (socket.bufferedAmount > MAX_BEHIND) {
				socket.terminate();
				return;
			}
			connection.write(message, sent);
		},
		isBehind: () => socket.bufferedAmount > LOGS_BEHIND,
		onceCaughtUp: (fn) => void waiting.push(fn),
		notify: (frame) => client.send(serialise(frame))
	};

	socket.on('message', (data, isBinary) => {
		const now = monotonicMs();
		if (now - windowFrom > FRAME_WINDOW) {
			windowFrom = now;
			frames = 0;
		}
		if (++frames > MAX_FRAMES) {
			socket.close(TOO_MANY_FRAMES, 'too many messages');
			return;
		}
		const read = readMessage(clientFrame, data, isBinary);
		if ('message' in read) on.frame(client, read.message);
		else client.notify({ type: 'error', code: 'invalid-frame', message: read.wrong });
	});
	socket.once('close', () => {
		waiting = [];
		on.gone(client);
	});
	return client;
}
