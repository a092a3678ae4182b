/** Over Node's own `http`, `https` and Unix sockets, and `ws`. */
import { request as plain, type IncomingMessage, type RequestOptions } from 'node:http';
import { request as secure } from 'node:https';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadableStream as WebReadable } from 'node:stream/web';
import { WebSocket } from 'ws';
import { readStart } from './bounded.ts';
import { RefusedUpgrade, type Transport, type TransportRequest } from './transport.ts';

/** Longest message of a WebSocket, bytes. */
const MAX_MESSAGE = 64 * 1024 * 1024;
/** Bytes of a refusal that are read. */
const ERROR_BYTES = 256 * 1024;

export interface NodeTarget {
	/** Address without a slash at its end; for a Unix socket what stands in `Host`. */
	base: string;
	/** Path of a Unix socket. */
	socketPath?: string | undefined;
	/** Certificates that are trusted in the place of the system's, PEM. */
	ca?: string | Buffer | undefined;
}

function readableOf(body: NonNullable<TransportRequest['body']>): Readable {
	if (typeof body === 'string') return Readable.from([Buffer.from(body)]);
	if (body instanceof Uint8Array) return Readable.from([body]);
	if (body instanceof Blob) return Readable.fromWeb(body.stream() as WebReadable);
	if (body instanceof ReadableStream) return Readable.fromWeb(body as WebReadable);
	return Readable.from(body);
}

function sizeOf(body: TransportRequest['body']): number | null {
	if (typeof body === 'string') return Buffer.byteLength(body);
	if (body instanceof Uint8Array) return body.length;
	return body instanceof Blob ? body.size : null;
}

/** Pieces of an answer; one that was cut throws. */
async function* piecesOf(answer: IncomingMessage): AsyncGenerator<Uint8Array> {
	for await (const piece of answer) yield piece as Buffer;
	if (!answer.complete) throw new Error('the answer was cut');
}

export function nodeTransport({ base, socketPath, ca }: NodeTarget): Transport {
	const url = new URL(base);
	const isSecure = url.protocol === 'https:';
	const where: RequestOptions =
		socketPath === undefined
			? { host: url.hostname.replace(/^\[|\]$/g, ''), port: url.port || (isSecure ? 443 : 80), ...(ca && { ca }) }
			: { socketPath };
	const prefix = url.pathname.replace(/\/+$/, '');

	return {
		send({ method, path, headers, body, signal }) {
			return new Promise((resolve, reject) => {
				const size = sizeOf(body);
				const outgoing = (isSecure ? secure : plain)({
					...where,
					method,
					path: prefix + path,
					// A connection of its own: one that was kept may be closed just now.
					agent: false,
					signal,
					headers: {
						...headers,
						host: url.host,
						...(size !== null ? { 'content-length': String(size) } : {}),
						...(body === undefined && method !== 'GET' ? { 'content-length': '0' } : {})
					}
				});
				outgoing.on('error', reject);
				outgoing.once('response', (answer) => {
					answer.on('error', () => undefined);
					resolve({
						status: answer.statusCode ?? 0,
						header(name) {
							const value = answer.headers[name.toLowerCase()];
							return Array.isArray(value) ? value.join(', ') : (value ?? null);
						},
						body: piecesOf(answer),
						cancel: () => outgoing.destroy()
					});
				});
				if (body === undefined) outgoing.end();
				// The answer may come before all was sent: then the rest does not matter.
				else pipeline(readableOf(body), outgoing).catch(reject);
			});
		},

		connect({ path, headers, signal }, listener) {
			return new Promise((resolve, reject) => {
				signal.throwIfAborted();
				const address =
					socketPath === undefined ? `${base.replace(/^http/, 'ws')}${path}` : `ws+unix://${socketPath}:${path}`;
				const socket = new WebSocket(address, {
					headers,
					perMessageDeflate: false,
					maxPayload: MAX_MESSAGE,
					followRedirects: false,
					...(ca && { ca })
				});
				const give = () => socket.terminate();
				signal.addEventListener('abort', give, { once: true });
				let cause: Error | null = null;
				socket.on('error', (error) => {
					cause = error;
					reject(signal.aborted ? (signal.reason as Error) : error);
				});
				socket.once('unexpected-response', (request, answer) => {
					answer.on('error', () => undefined);
					readStart(answer as AsyncIterable<Uint8Array>, ERROR_BYTES)
						.then((text) => reject(new RefusedUpgrade(answer.statusCode ?? 0, text)), reject)
						.finally(() => request.destroy());
				});
				socket.on('message', (data, isBinary) => {
					const bytes = Array.isArray(data)
						? Buffer.concat(data)
						: data instanceof ArrayBuffer
							? Buffer.from(data)
							: data;
					listener.message(isBinary ? bytes : bytes.toString('utf8'));
				});
				socket.once('close', (code, reason) => {
					signal.removeEventListener('abort', give);
					listener.closed({ code, reason: reason.toString('utf8') || (cause?.message ?? '') });
				});
				socket.once('open', () =>
					resolve({
						// An error of it comes as `close`.
						send: (data) => socket.send(data, () => undefined),
						buffered: () => (socket.readyState === WebSocket.OPEN ? socket.bufferedAmount : 0),
						pause: () => socket.pause(),
						resume: () => socket.resume(),
						close: () => {
							// What is not read any more must not hold the goodbye back.
							socket.resume();
							socket.close();
						}
					})
				);
			});
		}
	};
}
