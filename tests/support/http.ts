/**
 * Plain HTTP for tests that need every header exactly as written. `fetch` sets some headers itself
 * and forbids others.
 */
import { request, type IncomingHttpHeaders } from 'node:http';

export interface RawAnswer {
	status: number;
	headers: IncomingHttpHeaders;
	/** `Set-Cookie` lines. */
	cookies: string[];
	body: Buffer;
	text: string;
}

export interface RawRequest {
	method?: string;
	headers?: Record<string, string>;
	body?: string | Buffer;
	/** Path exactly as it is written on the wire, when URL normalisation must not change it. */
	rawPath?: string;
	/** Called with each piece of the body as it arrives. */
	onChunk?: (chunk: Buffer, sinceStartMs: number) => void;
	timeoutMs?: number;
}

/** Sends one request. Follows no redirects and adds no headers but Host and Content-Length. */
export function raw(url: string, options: RawRequest = {}): Promise<RawAnswer> {
	const to = new URL(url);
	return new Promise((resolve, reject) => {
		const from = Date.now();
		const outgoing = request(
			{
				host: to.hostname,
				port: to.port,
				method: options.method ?? 'GET',
				path: options.rawPath ?? `${to.pathname}${to.search}`,
				agent: false,
				headers: {
					...options.headers,
					...(options.body !== undefined && { 'content-length': String(Buffer.byteLength(options.body)) })
				}
			},
			(answer) => {
				const chunks: Buffer[] = [];
				answer.on('data', (chunk: Buffer) => {
					chunks.push(chunk);
					options.onChunk?.(chunk, Date.now() - from);
				});
				answer.on('error', reject);
				answer.on('end', () => {
					const body = Buffer.concat(chunks);
					resolve({
						status: answer.statusCode ?? 0,
						headers: answer.headers,
						cookies: answer.headers['set-cookie'] ?? [],
						body,
						text: body.toString('utf8')
					});
				});
			}
		);
		outgoing.setTimeout(options.timeoutMs ?? 60_000, () => outgoing.destroy(new Error('no answer in time')));
		outgoing.on('error', reject);
		outgoing.end(options.body);
	});
}

/**
 * The status of the answer to a WebSocket upgrade: 101 when it is accepted.
 * @param url `http://host:port/path`
 */
export function upgradeStatus(url: string, headers: Record<string, string>): Promise<number> {
	const to = new URL(url);
	return new Promise((resolve, reject) => {
		const outgoing = request({
			host: to.hostname,
			port: to.port,
			path: `${to.pathname}${to.search}`,
			agent: false,
			headers: {
				Connection: 'Upgrade',
				Upgrade: 'websocket',
				'Sec-WebSocket-Version': '13',
				'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZQ==',
				...headers
			}
		});
		outgoing.setTimeout(15_000, () => outgoing.destroy(new Error('no answer in time')));
		outgoing.on('response', (answer) => {
			answer.resume();
			resolve(answer.statusCode ?? 0);
		});
		outgoing.on('upgrade', (_answer, socket) => {
			socket.destroy();
			resolve(101);
		});
		outgoing.on('error', reject);
		outgoing.end();
	});
}
