/** One small request over HTTP to a program beside this one. */
import { request, type IncomingHttpHeaders, type RequestOptions } from 'node:http';

export interface SmallRequest extends RequestOptions {
	/** `request` of node:https for an address of that kind. */
	send?: typeof request;
	body?: Buffer | undefined;
	/** Longest answer, bytes. */
	maxBytes: number;
}

/** An answer, held in memory as a whole. */
export interface SmallAnswer {
	status: number;
	headers: IncomingHttpHeaders;
	text: string;
}

/**
 * Sends it, on a connection of its own.
 * @param options `timeout` in milliseconds; `socketPath` for a program that listens at one
 * @throws the system's error with its `code`; Error where the answer is too long, late or cut off
 */
export function requestSmall({ send = request, body, maxBytes, ...options }: SmallRequest): Promise<SmallAnswer> {
	return new Promise((resolve, reject) => {
		const req = send({ agent: false, ...options }, (res) => {
			const pieces: Buffer[] = [];
			let size = 0;
			res.on('data', (piece: Buffer) => {
				size += piece.length;
				if (size <= maxBytes) return void pieces.push(piece);
				// Not left to `error`: an answer that has arrived as a whole still ends as usual.
				reject(new Error('answer too large'));
				req.destroy();
			});
			res.on('error', (cause) => reject(new Error('the connection broke', { cause })));
			res.on('end', () =>
				resolve({ status: res.statusCode ?? 0, headers: res.headers, text: Buffer.concat(pieces).toString('utf8') })
			);
		});
		// With nobody to take it, node would close the connection and tell nobody.
		req.on('upgrade', (_res, socket) => {
			socket.destroy();
			reject(new Error('it answered in another protocol'));
		});
		req.on('timeout', () => req.destroy(new Error('no answer in time')));
		req.on('error', reject);
		req.end(body);
	});
}
