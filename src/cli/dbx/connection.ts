/** The connection to a box: HTTP over TCP, TLS or a Unix socket. */
import type { IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import type { WebSocket } from 'ws';
import type { Problem } from '../../lib/contract/errors.ts';
import type { BoxContext } from './contexts.ts';
import { asFailure, EXIT, Failure, problemFailure, strangeFailure } from './failure.ts';

const API = '/api/v1';

export interface Call {
	method: string;
	/** Path below `/api/v1`, with its query. */
	path: string;
	/** Value that is sent as JSON. */
	json?: unknown;
	/** Stream that is sent as it is; `bytes` is its length, if known. */
	upload?: { type: string; stream: Readable; bytes?: number };
	headers?: Record<string, string>;
}

export interface Connection {
	/** Makes a call with a JSON answer; null for an empty answer. @throws Failure */
	json<T = unknown>(call: Call): Promise<T>;
	/** Makes a call whose answer is read as it arrives. @throws Failure */
	open(call: Call): Promise<IncomingMessage>;
	/** Opens a WebSocket. @throws Failure */
	socket(path: string): Promise<WebSocket>;
}

/** Describes why the box cannot be reached. */
function away(error: NodeJS.ErrnoException, where: string): Failure {
	const why: Record<string, string> = {
		ECONNREFUSED: 'nothing listens there',
		ENOENT: 'there is no such socket',
		EACCES: 'you may not open this socket',
		ENOTFOUND: 'the host name is unknown',
		EAI_AGAIN: 'the host name is unknown',
		ETIMEDOUT: 'it does not answer',
		ECONNRESET: 'it closed the connection',
		EPIPE: 'it closed the connection'
	};
	const code = error.code ?? '';
	const hint = code === 'EACCES' ? 'Be root or in the group dogebox, or log in: dbx login URL.' : 'Is the box running?';
	return new Failure(EXIT.away, `The box at ${where} cannot be reached: ${why[code] ?? error.message}.`, { hint });
}

/** Reads an answer completely, as text. */
async function textOf(answer: IncomingMessage): Promise<string> {
	const chunks: Buffer[] = [];
	for await (const chunk of answer) chunks.push(chunk as Buffer);
	return Buffer.concat(chunks).toString('utf8');
}

function failureOf(status: number, text: string): Failure {
	try {
		const problem = JSON.parse(text) as Problem;
		if (typeof problem.title === 'string') return problemFailure({ ...problem, status });
	} catch {
		// The answer does not come from the box's API.
	}
	return new Failure(EXIT.failed, `The answer (status ${status}) is not from a Dogebox.`);
}

/**
 * Passes each message of a WebSocket on.
 * @param fail called for a message that cannot be parsed
 */
export function eachMessage<T>(socket: WebSocket, take: (message: T) => void, fail: (error: Failure) => void): void {
	socket.on('message', (data) => {
		try {
			take(JSON.parse((data as Buffer).toString()) as T);
		} catch (error) {
			fail(asFailure(error));
		}
	});
}

/** @param version of this program, for the User-Agent */
export function connectTo(box: BoxContext, version: string): Connection {
	const base = box.socket === undefined ? new URL(box.url ?? '') : null;
	const where = box.socket ?? box.url ?? '';
	const authorization = box.token === undefined ? {} : { authorization: `Bearer ${box.token}` };
	const headers = { 'user-agent': `dbx/${version}`, ...authorization };

	async function open({ method, path, json, upload, headers: more }: Call): Promise<IncomingMessage> {
		// Loaded on demand: with TLS it takes as long as the rest of the start.
		const { request: send } = await (base?.protocol === 'https:' ? import('node:https') : import('node:http'));
		return new Promise((resolve, reject) => {
			const body = json === undefined ? undefined : JSON.stringify(json);
			const outgoing = send({
				...(base ? { host: base.hostname.replace(/^\[|\]$/g, ''), port: base.port } : { socketPath: box.socket }),
				method,
				path: API + path,
				agent: false,
				headers: {
					host: base ? base.host : 'localhost',
					...headers,
					...(body !== undefined && {
						'content-type': 'application/json',
						'content-length': String(Buffer.byteLength(body))
					}),
					...(upload && { 'content-type': upload.type }),
					...(upload?.bytes !== undefined && { 'content-length': String(upload.bytes) }),
					...more
				}
			});
			outgoing.on('error', (error) => reject(away(error, where)));
			outgoing.once('response', (answer) => {
				const status = answer.statusCode ?? 0;
				if (status < 400) return resolve(answer);
				textOf(answer)
					.then((text) => reject(failureOf(status, text)), reject)
					// The rest of the upload does not have to be sent.
					.finally(() => upload && outgoing.destroy());
			});
			if (upload) {
				const unread = (why: string) => {
					reject(new Failure(EXIT.failed, `The input cannot be read: ${why}.`));
					outgoing.destroy();
				};
				upload.stream.once('error', (error) => unread(error.message));
				// A stream that is closed midway never ends, and the other side would wait.
				upload.stream.once('close', () => upload.stream.readableEnded || unread('it was closed'));
				outgoing.once('close', () => upload.stream.destroy());
				upload.stream.pipe(outgoing);
			} else outgoing.end(body);
		});
	}

	return {
		open,
		async json<T>(call: Call) {
			const text = await textOf(await open(call));
			try {
				return (text === '' ? null : JSON.parse(text)) as T;
			} catch {
				throw strangeFailure();
			}
		},
		async socket(path) {
			const { WebSocket: Socket } = await import('ws');
			const url = base
				? `${base.protocol === 'https:' ? 'wss' : 'ws'}://${base.host}${API}${path}`
				: `ws+unix://${box.socket}:${API}${path}`;
			return new Promise((resolve, reject) => {
				const socket = new Socket(url, { headers, perMessageDeflate: false });
				socket.once('open', () => resolve(socket));
				socket.on('error', (error: NodeJS.ErrnoException) => reject(away(error, where)));
				socket.once('unexpected-response', (_request, answer) => {
					textOf(answer).then((text) => reject(failureOf(answer.statusCode ?? 0, text)), reject);
				});
			});
		}
	};
}
