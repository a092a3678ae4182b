/** What has passed through a proxy, over which connections, and why no more does. */
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { BoxError } from '../../contract/errors.ts';
import { shown } from './exchange.ts';
import { inWords, tooLarge, tooSlow } from './failures.ts';

export interface Passage {
	/** Host that was asked for last, as people read it. */
	host: string;
	/** Set when all is over: a limit was passed, or it was closed. */
	readonly over: BoxError | null;
	/** Why something was refused or broke first; null where nothing was. */
	readonly refusal: string | null;
	/** Bytes in both directions. */
	readonly bytes: number;
	/** A connection that ends with all others. */
	keep<S extends Socket>(socket: S): S;
	/** Ends all, for this reason. */
	end(error: BoxError): void;
	/** Counts what passes; too much ends all. */
	count(chunk: Buffer | string): void;
	/** An error on the way to an address, in words. */
	refuse(error: unknown, url: URL): BoxError;
	/** The proxy itself failed. */
	failed(error: unknown): void;
	/** Ends a connection that sends and gets nothing. */
	limitIdle(socket: Socket): void;
	/** Nothing passes any more. */
	close(): void;
}

export function createPassage({ maxBytes, idleMs }: { maxBytes: number; idleMs: number }): Passage {
	const sockets = new Set<Duplex>();
	let bytes = 0;
	let refusal: string | null = null;
	/** Set when all is over: a limit was passed, or it was closed. */
	let over: BoxError | null = null;

	function keep<S extends Socket>(socket: S): S {
		sockets.add(socket);
		socket.once('close', () => sockets.delete(socket));
		// Broken connections show at both ends; there is nobody to tell here.
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
		// Connections that break because all was ended do not hide why.
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
