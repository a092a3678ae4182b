import type { Duplex } from 'node:stream';

/** How long a connection may take to close behind its last words, milliseconds. */
const CLOSED_WITHIN_MS = 2000;

/**
 * Says the last words on a connection and closes it. What still comes is read and dropped: unread
 * it would hide the other side's end, and the connection would stay open for ever. One that does
 * not close is cut.
 */
export function sayAndClose(connection: Duplex, words = ''): void {
	connection.end(words);
	connection.resume();
	const timer = setTimeout(() => connection.destroy(), CLOSED_WITHIN_MS).unref();
	connection.once('close', () => clearTimeout(timer));
}
