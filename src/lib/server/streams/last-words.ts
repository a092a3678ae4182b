import type { Duplex } from 'node:stream';

/** How long a connection may take to close after its last data, milliseconds. */
const CLOSED_WITHIN_MS = 2000;

/**
 * Sends final data on a connection and closes it. Further input is read and dropped: unread input
 * would hide the peer's end, and the connection would stay open forever. A connection that does not
 * close is cut.
 */
export function sayAndClose(connection: Duplex, words = ''): void {
	connection.end(words);
	connection.resume();
	const timer = setTimeout(() => connection.destroy(), CLOSED_WITHIN_MS).unref();
	connection.once('close', () => clearTimeout(timer));
}
