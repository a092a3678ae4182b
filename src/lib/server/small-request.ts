/** Sends one small HTTP request to a program beside this one. */
import { request, type IncomingHttpHeaders, type RequestOptions } from 'node:http';

export interface SmallRequest extends RequestOptions {
	/** `request` of node:https for an https address. */
	send?: typeof request;
	body?: Buffer | undefined;
	/** Maximum size of the answer, bytes. */
	maxBytes: number;
}

/** An answer, completely in memory. */
export interface SmallAnswer {
	status: number;
	headers: IncomingHttpHeaders;
	text: string;
}

/**
 * Sends a request on its own connection.
 * @param options `timeout` in milliseconds; `socketPath` for a program that listens at a socket
 * @throws the system's error with its `code`; Error when the answer is too long, late or cut off
 */
export function requestSmall({ send = request, body, maxBytes, ...options }: SmallRequest): Promise<SmallAnswer> {
	return new Promise((resolve, reject) => {
		const req = send({ agent: false, ...options }, (res) => {
			const pieces: Buffer[] = [];
			let size = 0;
			res.on('data', (piece: Buffer) => {
				size += piece.length;
				if (size <= maxBytes) return void pieces.push(piece);
				// Reject here: an answer that has arrived completely would still end normally.
				reject(new Error('answer too large'));
				req.destroy();
			});
			res.on('error', (cause) => reject(new Error('the connection broke', { cause })));
			res.on('end', () =>
				resolve({ status: res.statusCode ?? 0, headers: res.headers, text: Buffer.concat(pieces).toString('utf8') })
			);
		});
		// Without a listener node would close the connection and report nothing.
		req.on('upgrade', (_res, socket) => {
			socket.destroy();
			reject(new Error('it answered in another protocol'));
		});
		req.on('timeout', () => req.destroy(new Error('no answer in time')));
		req.on('error', reject);
		req.end(body);
	});
}
