/** WebSockets, as async iterables with bounds. */
import type { Connection, OperationRow } from './call.ts';
import { asCallError, prepare, watchCall, type Settings } from './core.ts';
import { connectionFailed, DogeboxError, errorOf, strangeAnswer } from './errors.ts';
import { sleep } from './retry.ts';
import { RefusedUpgrade, type SocketEnd, type TransportSocket } from './transport.ts';

/** Bytes that wait for a reader before the socket is paused. */
const PAUSE_AT = 1024 * 1024;
/** Bytes that wait for a reader at most, where a socket cannot be paused. */
const MOST = 64 * 1024 * 1024;
/** Bytes on the way before `send` waits. */
const MAX_ON_THE_WAY = 1024 * 1024;
const POLL_MS = 10;

/** How a closed socket ends its reading; null for in peace. */
function endError({ code, reason }: SocketEnd): DogeboxError | null {
	if (code === 1000 || code === 1005) return null;
	if (code === 4401) {
		return new DogeboxError('not-logged-in', 'The session or token has ended.', { status: 401, hint: 'Log in again.' });
	}
	if (code === 4429) return new DogeboxError('too-many-requests', 'Too many messages were sent.', { status: 429 });
	return connectionFailed(new Error(reason || `the WebSocket was closed with ${code}`));
}

/** Messages between the socket and its reader. */
class Inbox {
	private readonly messages: { value: unknown; size: number }[] = [];
	private size = 0;
	private paused = false;
	private end: { error: unknown } | null = null;
	private wake: (() => void) | null = null;
	socket: TransportSocket | null = null;

	push(value: unknown, size: number): void {
		if (this.end) return;
		this.messages.push({ value, size });
		this.size += size;
		if (this.size > MOST) {
			this.finish(new DogeboxError('answer-too-large', 'Messages came faster than they were read.'));
			this.socket?.close();
		} else if (this.size > PAUSE_AT && !this.paused) {
			this.paused = true;
			this.socket?.pause();
		}
		this.wake?.();
	}

	/** Nothing more comes. @param error null for in peace */
	finish(error: unknown): void {
		this.end ??= { error };
		this.wake?.();
	}

	/** @returns null at the end */
	async take(): Promise<{ value: unknown } | null> {
		for (;;) {
			const first = this.messages.shift();
			if (first) {
				this.size -= first.size;
				if (this.paused && this.size < PAUSE_AT / 2) {
					this.paused = false;
					this.socket?.resume();
				}
				return first;
			}
			if (this.end) {
				if (this.end.error !== null) throw this.end.error;
				return null;
			}
			await new Promise<void>((resolve) => (this.wake = resolve));
			this.wake = null;
		}
	}
}

/**
 * Opens the WebSocket of an operation.
 * @throws DogeboxError, or the reason of the signal
 */
export async function openConnection(
	settings: Settings,
	row: OperationRow,
	args: readonly unknown[]
): Promise<Connection<unknown, unknown>> {
	const { path, options, headers } = prepare(settings, row, args);
	const watch = watchCall(options.signal, options.timeoutMs ?? settings.timeoutMs);
	const inbox = new Inbox();
	let socket: TransportSocket;
	let closed = false;
	try {
		socket = await settings.transport.connect(
			{ path, headers, signal: watch.signal },
			{
				message(data) {
					if (typeof data !== 'string') return inbox.push(data, data.length);
					try {
						inbox.push(JSON.parse(data), data.length);
					} catch (error) {
						inbox.finish(strangeAnswer(101, 'a message is no JSON', error));
						socket?.close();
					}
				},
				closed(end) {
					closed = true;
					watch.end();
					inbox.finish(watch.signal.aborted ? watch.signal.reason : endError(end));
				}
			}
		);
	} catch (error) {
		watch.end();
		const refused = error instanceof RefusedUpgrade ? errorOf(error.status, error.text, null) : error;
		throw asCallError(refused, watch.signal);
	}
	inbox.socket = socket;
	watch.begun();
	const close = () => {
		closed = true;
		inbox.finish(null);
		socket.close();
	};
	return {
		async send(message) {
			if (closed) throw connectionFailed(new Error('the WebSocket is closed'));
			socket.send(message instanceof Uint8Array ? message : JSON.stringify(message));
			while (socket.buffered() > MAX_ON_THE_WAY && !closed) await sleep(POLL_MS, watch.signal);
		},
		close,
		async *[Symbol.asyncIterator]() {
			try {
				for (let next = await inbox.take(); next !== null; next = await inbox.take()) yield next.value as Uint8Array;
			} finally {
				close();
			}
		}
	};
}
