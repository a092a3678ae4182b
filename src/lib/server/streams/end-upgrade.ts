import { STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { sayAndClose } from './last-words.ts';

/**
 * Ends a connection whose upgrade is not handled. @param retrySeconds when it may be tried again
 */
export function endUpgrade(socket: Duplex, status: 404 | 503, retrySeconds?: number): void {
	const retry = retrySeconds === undefined ? '' : `Retry-After: ${retrySeconds}\r\n`;
	sayAndClose(socket, `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${retry}Connection: close\r\n\r\n`);
}
