/** One request of a Docker client, and the ways to answer it. */
import { ServerResponse, type IncomingMessage } from 'node:http';
import { Readable, type Duplex, type Writable } from 'node:stream';
import { sayAndClose } from '../../streams/index.ts';
import { badRequest } from './errors.ts';
import { frame, FRAMED_STREAM, RAW_STREAM, type FrameStream } from './frames.ts';
import { bodyOfUpgrade, readAll } from './request-body.ts';
import { openWebSocket } from './web-socket.ts';

/** Most bytes that may wait for a client that reads too slowly. One with more is cut off. */
const MOST_WAITING = 4 * 1024 * 1024;

/** A connection that was handed over to a stream of bytes in both directions. */
export interface Hijacked {
	/**
	 * What the client sends. It ends when the client closes its side; the client may still read
	 * after that. Call `resume` to discard the input where none is needed.
	 */
	readonly input: Readable;
	/** Emits `drain` and shows how many bytes are waiting. */
	readonly output: Writable;
	/**
	 * Writes output of the process, framed where there is no terminal.
	 * @returns false where the client is slow: wait for `drain` of `output`
	 */
	write(stream: FrameStream, bytes: Buffer): boolean;
	/** Closes the connection after everything written was sent. */
	end(): void;
}

/** A stream of JSON values, one a line. */
export interface Lines {
	/** @returns false once the client no longer reads */
	send(value: unknown): boolean;
	end(): void;
}

export interface DockerCall {
	readonly method: string;
	/** The path without version and query. */
	readonly path: string;
	readonly params: Readonly<Record<string, string>>;
	readonly query: URLSearchParams;
	/** Minor version of the API that the client speaks: 47 for 1.47. */
	readonly minor: number;
	/** Aborts when the connection closes before the answer has ended. */
	readonly signal: AbortSignal;
	/** Address of the client; empty on the Unix socket. */
	readonly address: string;
	/** @param name in lower case */
	header(name: string): string | undefined;
	/**
	 * Reads the body as JSON; undefined for an empty one.
	 * @throws DockerError 400 for invalid JSON, 413 for too much
	 */
	json(): Promise<unknown>;
	/** The body as a raw stream, for archives. */
	upload(): Readable;
	/** Answers with JSON. */
	answer(status: number, value: unknown): void;
	/** Answers without a body. */
	empty(status: number, headers?: Record<string, string>): void;
	/** Answers with a text. */
	text(status: number, text: string, headers?: Record<string, string>): void;
	/** Answers with JSON lines. Sends the head at once because clients wait for it. */
	lines(headers?: Record<string, string>): Lines;
	/** Answers with bytes. Sends the head at once. */
	bytes(status: number, headers: Record<string, string>): Writable;
	/**
	 * Hands the connection over: with 101 where the client asks for an upgrade, else with 200 and
	 * for output alone. Reads the rest of the body first.
	 * @param tty write bytes as they are, without frames
	 */
	hijack(tty: boolean): Promise<Hijacked>;
	/**
	 * Hands the connection over to a WebSocket, without stream frames.
	 * @throws DockerError 400 where the client does not ask for a WebSocket
	 */
	webSocket(): Promise<Hijacked>;
	/** Whether an answer has begun. */
	begun(): boolean;
	/** Ends the connection at once. */
	cut(): void;
}

export interface CallInit {
	req: IncomingMessage;
	path: string;
	params: Readonly<Record<string, string>>;
	query: URLSearchParams;
	minor: number;
	/** Headers of every answer. */
	headers: Readonly<Record<string, string>>;
	/** The response to a plain request. */
	res?: ServerResponse;
	/** The connection of a request that asks for an upgrade. */
	upgrade?: { socket: Duplex; head: Buffer };
}

/** Creates a response for a request that asked for an upgrade and does not get one. */
function responseOn(req: IncomingMessage, socket: Duplex): ServerResponse {
	const res = new ServerResponse(req);
	res.shouldKeepAlive = false;
	res.on('error', () => socket.destroy());
	// The types want a socket of node:net. An HTTP server always gives one.
	res.assignSocket(socket as Parameters<ServerResponse['assignSocket']>[0]);
	res.once('finish', () => {
		res.detachSocket(socket as Parameters<ServerResponse['detachSocket']>[0]);
		sayAndClose(socket);
	});
	return res;
}

const JSON_TYPE = { 'Content-Type': 'application/json' };

export function createCall(init: CallInit): DockerCall {
	const { req, upgrade, headers: always } = init;
	const gone = new AbortController();
	let response = init.res;
	let hijacked = false;
	const res = () => (response ??= responseOn(req, upgrade!.socket));
	if (upgrade) upgrade.socket.once('close', () => gone.abort());
	else init.res?.once('close', () => void (init.res?.writableFinished || gone.abort()));

	function send(status: number, headers: Record<string, string>, body: string | null): void {
		const length = body === null ? {} : { 'Content-Length': String(Buffer.byteLength(body)) };
		res().writeHead(status, { ...always, ...headers, ...length });
		res().end(body ?? undefined);
	}
	function begin(status: number, headers: Record<string, string>): ServerResponse {
		res().writeHead(status, { ...always, ...headers });
		res().flushHeaders();
		// Node stops reading the socket after an upgrade request, so its end would go unnoticed.
		upgrade?.socket.once('end', () => upgrade.socket.destroy()).resume();
		return res();
	}

	/** The body is read once: what follows it on the connection is not part of it. */
	let body: Promise<Buffer> | null = null;
	function whole(): Promise<Buffer> {
		body ??= upgrade ? bodyOfUpgrade(req, upgrade) : readAll(req);
		return body;
	}

	function hijackedOf(input: Readable, output: Writable, tty: boolean, end: () => void): Hijacked {
		input.on('error', () => {});
		output.on('error', () => {});
		return {
			input,
			output,
			end,
			write(stream, bytes) {
				if (output.destroyed || output.writableEnded) return true;
				if (output.writableLength > MOST_WAITING) {
					output.destroy();
					return true;
				}
				return output.write(tty ? bytes : frame(stream, bytes));
			}
		};
	}

	return {
		method: req.method ?? 'GET',
		path: init.path,
		params: init.params,
		query: init.query,
		minor: init.minor,
		signal: gone.signal,
		address: req.socket.remoteAddress ?? '',
		header(name) {
			const value = req.headers[name];
			return Array.isArray(value) ? value.join(', ') : value;
		},
		async json() {
			const text = (await whole()).toString('utf8');
			if (text.trim() === '') return undefined;
			try {
				return JSON.parse(text) as unknown;
			} catch {
				throw badRequest('invalid JSON: the body of the request cannot be read');
			}
		},
		upload() {
			if (upgrade) throw badRequest('This request does not allow an upgrade of the connection.');
			return req;
		},
		answer(status, value) {
			send(status, JSON_TYPE, `${JSON.stringify(value)}\n`);
		},
		empty: (status, headers = {}) => send(status, headers, null),
		text: (status, text, headers = {}) =>
			send(status, { 'Content-Type': 'text/plain; charset=utf-8', ...headers }, text),
		lines(headers = {}) {
			const to = begin(200, { ...JSON_TYPE, ...headers });
			return {
				send(value) {
					if (to.destroyed || to.writableEnded) return false;
					if (to.writableLength > MOST_WAITING) {
						to.destroy();
						return false;
					}
					to.write(`${JSON.stringify(value)}\n`);
					return true;
				},
				end: () => void to.end()
			};
		},
		bytes: begin,
		async hijack(tty) {
			if (hijacked) throw new Error('this connection was already upgraded');
			await whole();
			hijacked = true;
			const type = tty || init.minor < 42 ? RAW_STREAM : FRAMED_STREAM;
			if (!upgrade) {
				const to = begin(200, { 'Content-Type': type });
				return hijackedOf(Readable.from([]), to, tty, () => void to.end());
			}
			const { socket } = upgrade;
			const lines = Object.entries({
				...always,
				'Content-Type': type,
				Connection: 'Upgrade',
				Upgrade: 'tcp'
			}).map(([name, value]) => `${name}: ${value}\r\n`);
			socket.write(`HTTP/1.1 101 UPGRADED\r\n${lines.join('')}\r\n`);
			return hijackedOf(socket, socket, tty, () => void socket.end());
		},
		async webSocket() {
			const stream = await openWebSocket(req, upgrade);
			hijacked = true;
			return hijackedOf(stream, stream, true, () => void stream.end());
		},
		begun: () => hijacked || (response?.headersSent ?? false),
		cut: () => void req.socket.destroy()
	};
}
