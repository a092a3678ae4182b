/** How bytes get to a box and back. `fetch` and `WebSocket` of browsers; Node has its own. */
import type { Upload } from './call.ts';

export interface TransportRequest {
	readonly method: string;
	/** `/api/v1/…`, with its query. */
	readonly path: string;
	readonly headers: Readonly<Record<string, string>>;
	readonly body: string | Upload | undefined;
	readonly signal: AbortSignal;
}

export interface TransportAnswer {
	readonly status: number;
	header(name: string): string | null;
	/** To be read once. Breaking off ends the connection. */
	readonly body: AsyncIterable<Uint8Array>;
	/** Ends the connection. */
	cancel(): void;
}

/** Why a socket was closed, and whether both sides said so. */
export interface SocketEnd {
	readonly code: number;
	readonly reason: string;
}

export interface TransportSocket {
	send(data: string | Uint8Array): void;
	/** Bytes that were sent and have not left yet. */
	buffered(): number;
	/** Stops and goes on with reading, where that can be done. */
	pause(): void;
	resume(): void;
	close(): void;
}

/** Who hears a socket. */
export interface SocketListener {
	message(data: string | Uint8Array): void;
	closed(end: SocketEnd): void;
}

/** An upgrade that was answered with something else. */
export class RefusedUpgrade extends Error {
	readonly status: number;
	readonly text: string;

	/** @param text the body, as far as it was read */
	constructor(status: number, text: string) {
		super(`the upgrade was answered with ${status}`);
		this.status = status;
		this.text = text;
	}
}

export interface Transport {
	/** @throws anything where there is no answer; it never follows a redirect */
	send(request: TransportRequest): Promise<TransportAnswer>;
	/** @throws RefusedUpgrade, or anything where there is no answer */
	connect(
		request: Pick<TransportRequest, 'path' | 'headers' | 'signal'>,
		listener: SocketListener
	): Promise<TransportSocket>;
}

const isStream = (body: TransportRequest['body']): body is ReadableStream<Uint8Array> | AsyncIterable<Uint8Array> =>
	typeof body === 'object' && !(body instanceof Uint8Array) && !(typeof Blob === 'function' && body instanceof Blob);

/** Pieces of a web stream. Safari cannot iterate over one. */
async function* piecesOf(stream: ReadableStream<Uint8Array> | null): AsyncGenerator<Uint8Array> {
	if (!stream) return;
	const reader = stream.getReader();
	try {
		for (;;) {
			const { done, value } = await reader.read();
			if (done) return;
			yield value;
		}
	} finally {
		await reader.cancel().catch(() => undefined);
	}
}

/** Anything that gives pieces as a web stream, read as far as it is asked for. */
export function webStream(pieces: AsyncIterable<Uint8Array>): ReadableStream<Uint8Array> {
	const iterator = pieces[Symbol.asyncIterator]();
	return new ReadableStream<Uint8Array>(
		{
			async pull(controller) {
				const { done, value } = await iterator.next();
				if (done) controller.close();
				else controller.enqueue(value);
			},
			async cancel() {
				await iterator.return?.();
			}
		},
		{ highWaterMark: 0 }
	);
}

/**
 * Over `fetch` and `WebSocket`.
 * @param base address of the box, without a slash at its end
 * @param options.withCookies the browser sends its cookie of the box; false where there is a token
 */
export function webTransport(
	base: string,
	options: { fetch: typeof fetch; WebSocket: typeof WebSocket | undefined; withCookies: boolean }
): Transport {
	return {
		async send({ method, path, headers, body, signal }) {
			const gone = new AbortController();
			const answer = await options.fetch(base + path, {
				method,
				headers,
				signal: AbortSignal.any([signal, gone.signal]),
				redirect: 'manual',
				credentials: options.withCookies ? 'same-origin' : 'omit',
				cache: 'no-store',
				referrerPolicy: 'no-referrer',
				...(body !== undefined && {
					body: (isStream(body) && !(body instanceof ReadableStream) ? webStream(body) : body) as BodyInit
				}),
				// Needed for a stream, which browsers send over HTTP/2 alone.
				...(isStream(body) && { duplex: 'half' })
			} as RequestInit);
			return {
				// Browsers hide where a redirect leads, and its status.
				status: answer.type === 'opaqueredirect' ? 302 : answer.status,
				header: (name) => answer.headers.get(name),
				body: piecesOf(answer.body),
				cancel: () => gone.abort()
			};
		},

		connect({ path, headers, signal }, listener) {
			return new Promise((resolve, reject) => {
				const { WebSocket: Socket } = options;
				if (!Socket) throw new Error('there is no WebSocket here; in Node, use @dogebox/sdk/node');
				if (Object.keys(headers).length > 0) {
					throw new Error('a browser sends no token with a WebSocket: log in with a cookie, or use @dogebox/sdk/node');
				}
				signal.throwIfAborted();
				const socket = new Socket(`${base.replace(/^http/, 'ws')}${path}`);
				socket.binaryType = 'arraybuffer';
				const give = () => socket.close();
				signal.addEventListener('abort', give, { once: true });
				socket.onopen = () =>
					resolve({
						send: (data) => socket.send(data as string | Uint8Array<ArrayBuffer>),
						buffered: () => socket.bufferedAmount,
						// Browsers have no way to say it.
						pause: () => undefined,
						resume: () => undefined,
						close: () => socket.close()
					});
				socket.onmessage = ({ data }) => listener.message(typeof data === 'string' ? data : new Uint8Array(data));
				socket.onclose = ({ code, reason }) => {
					signal.removeEventListener('abort', give);
					reject(signal.aborted ? signal.reason : new Error('the WebSocket could not be opened'));
					listener.closed({ code, reason });
				};
			});
		}
	};
}
