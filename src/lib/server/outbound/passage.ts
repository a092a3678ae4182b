/** Traffic and connections of a proxy, and the reason why it ended. */
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { BoxError } from '../../contract/errors.ts';
import { shown } from './exchange.ts';
import { inWords, tooLarge, tooSlow } from './failures.ts';

export interface Passage {
	/** The last requested host, as shown to people. */
	host: string;
	/** Set when everything has ended: a limit was exceeded, or the proxy was closed. */
	readonly over: BoxError | null;
	/** Why a connection failed: the last refusal, else the first other failure; null for none. */
	readonly refusal: string | null;
	/** Bytes in both directions. */
	readonly bytes: number;
	/** Adds a connection that ends with all others. */
	keep<S extends Socket>(socket: S): S;
	/** Ends everything for this reason. */
	end(error: BoxError): void;
	/** Counts bytes; exceeding the limit ends everything. */
	count(chunk: Buffer | string): void;
	/** Explains an error of a connection to an address. */
	refuse(error: unknown, url: URL): BoxError;
	/** Records a failure of the proxy itself. */
	failed(error: unknown): void;
	/** Ends a connection after a time without traffic. */
	limitIdle(socket: Socket): void;
	/** Ends everything; nothing passes any more. */
	close(): void;
}

export function createPassage({ maxBytes, idleMs }: { maxBytes: number; idleMs: number }): Passage {
	const sockets = new Set<Duplex>();
	let bytes = 0;
	let refusal: string | null = null;
	/** Set when everything has ended: a limit was exceeded, or the proxy was closed. */
	let over: BoxError | null = null;

	function keep<S extends Socket>(socket: S): S {
		sockets.add(socket);
		socket.once('close', () => sockets.delete(socket));
		// A broken connection shows at both ends. There is no one else to report it to.
		socket.on('error', () => {});
		return socket;
	}

	function end(error: BoxError): void {
		over ??= error;
		refusal ??= error.message;
		for (const socket of sockets) socket.destroy();
	}

	function count(chunk: Buffer | string): void {
		bytes += chunk.length;
		if (bytes > maxBytes) end(tooLarge(passage.host, maxBytes));
	}

	function refuse(error: unknown, url: URL): BoxError {
		const failure = inWords(error, shown(url));
		// Connections that break because everything was ended must not hide the reason.
		if (!over) refusal = failure.message;
		return failure;
	}

	const passage: Passage = {
		host: 'it',
		get over() {
			return over;
		},
		get refusal() {
			return refusal;
		},
		get bytes() {
			return bytes;
		},
		...{ keep, end, count, refuse },
		failed: (error) => void (refusal ??= inWords(error, passage.host).message),
		limitIdle(socket) {
			socket.setTimeout(idleMs, () => {
				const slow = tooSlow(passage.host, idleMs, 'idle');
				refusal ??= slow.message;
				socket.destroy(slow);
			});
		},
		close() {
			over ??= inWords(null, passage.host);
			for (const socket of sockets) socket.destroy();
		}
	};
	return passage;
}
