/**
 * Carrying one request, or one upgraded connection, to a pup and back. Nothing is held back: both
 * ways are streams.
 */
import { request, STATUS_CODES, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { pipeline } from 'node:stream';
import type { RequestFacts } from '../auth/index.ts';
import { guarded } from '../streams/index.ts';
import { toBrowser, toPup, type RawHeaders } from './headers.ts';

/**
 * Time to get a connection to a pup, ms. There is no limit on the answer: streams may be silent for
 * hours.
 */
const CONNECT_TIMEOUT = 10_000;

export interface Target {
	/** Address of the container. */
	host: string;
	port: number;
}

/**
 * Node takes a flat list of names and values for `headers` (since 18), which its types do not tell.
 */
const asHeaders = (raw: RawHeaders) => raw as unknown as Record<string, string>;

/**
 * A status line that HTTP allows (RFC 9110 §15, RFC 9112 §4); node's parser lets others in and then
 * refuses to write them.
 */
function statusOf(answer: IncomingMessage): { code: number; reason: string } {
	const code = answer.statusCode ?? 0;
	if (code < 100 || code > 999) throw new MalformedAnswer(`status ${code}`);
	const reason = answer.statusMessage ?? '';
	return { code, reason: /^[\t\x20-\x7e\x80-\xff]*$/.test(reason) ? reason : '' };
}

/** A letter that is one byte in Latin-1 and two in UTF-8. */
const NOT_ASCII = /[\x80-\xff]/;

/**
 * Sends an answer with its head at once, not with the first byte of a body that may come much later
 * (event streams). Where a header holds bytes beyond ASCII an empty buffer takes it along:
 * `flushHeaders` would write them as UTF-8 again.
 */
function send(answer: IncomingMessage, res: ServerResponse, headers: RawHeaders): void {
	if (res.req.method === 'HEAD' || res.statusCode === 204 || res.statusCode === 304) {
		// Whatever the pup sends behind it is no part of this answer.
		answer.resume();
		res.end();
		return;
	}
	if (headers.some((text) => NOT_ASCII.test(text))) res.write(Buffer.alloc(0));
	else res.flushHeaders();
	pipeline(answer, res, (error) => {
		if (error) res.destroy();
	});
}

/** What the pup sent is no answer that can be passed on. */
export class MalformedAnswer extends Error {}

/** Whether a failure means that the pup answered, and not in HTTP; else it did not answer. */
export function isMalformed(error: Error): boolean {
	const { code } = error as NodeJS.ErrnoException;
	return error instanceof MalformedAnswer || /^(HPE_|ERR_HTTP_|ERR_INVALID_)/.test(code ?? '');
}

function askPup(req: IncomingMessage, target: Target, headers: RawHeaders) {
	const outgoing = request({
		host: target.host,
		port: target.port,
		method: req.method,
		path: req.url,
		headers: asHeaders(headers),
		// A connection of its own for each request: a container that was restarted leaves none that
		// looks alive and is dead.
		agent: false,
		setHost: false
	});
	const timer = setTimeout(() => outgoing.destroy(new Error('the pup did not accept the connection')), CONNECT_TIMEOUT);
	outgoing.once('socket', (socket) => {
		if (!socket.connecting) clearTimeout(timer);
		else socket.once('connect', () => clearTimeout(timer));
		socket.setNoDelay(true);
	});
	outgoing.once('close', () => clearTimeout(timer));
	return outgoing;
}

/**
 * Carries a request to the pup and its answer back.
 * @param onRefused the pup could not be reached; nothing was answered yet
 */
export function forward(
	req: IncomingMessage,
	res: ServerResponse,
	target: Target,
	facts: RequestFacts,
	onRefused: (error: Error) => void
): void {
	const outgoing = askPup(req, target, toPup(req, facts, false));
	let over = false;
	const fail = (error: Error) => {
		if (over) return;
		over = true;
		req.unpipe(outgoing);
		outgoing.destroy();
		if (res.headersSent) res.destroy();
		else if (!res.destroyed) onRefused(error);
	};
	outgoing.on('error', fail);
	// The browser went away: the pup must learn of it, or it would go on sending into the void.
	res.once('close', () => {
		if (res.writableFinished) return;
		over = true;
		outgoing.destroy();
	});
	outgoing.on(
		'information',
		guarded((info: { statusCode: number }) => {
			// 103 Early Hints; 100 has been answered by node.
			if (info.statusCode === 102 && !res.headersSent) res.writeProcessing();
		}, fail)
	);
	outgoing.once(
		'response',
		guarded((answer: IncomingMessage) => {
			// What is wrong with the rest of it shows at the pipeline below.
			answer.on('error', () => {});
			const { code, reason } = statusOf(answer);
			const headers = toBrowser(answer, target, facts, false);
			res.writeHead(code, reason, asHeaders(headers));
			send(answer, res, headers);
		}, fail)
	);
	// An answer of another protocol: nobody asked for one.
	outgoing.once('upgrade', (_answer, inside: Duplex) => {
		inside.on('error', () => {});
		inside.destroy();
		fail(new MalformedAnswer('an upgrade that nobody asked for'));
	});
	// A pup may answer before it has read the whole body (413, say): then what is left of the body
	// is of no interest.
	req.pipe(outgoing);
	req.once('error', fail);
	req.once('aborted', () => outgoing.destroy());
}

function head(status: string, raw: RawHeaders): string {
	const lines = [status];
	for (let at = 0; at + 1 < raw.length; at += 2) lines.push(`${raw[at]}: ${raw[at + 1]}`);
	return `${lines.join('\r\n')}\r\n\r\n`;
}

/**
 * Carries an upgraded connection (WebSocket).
 * @param onRefused the pup could not be reached; nothing was answered yet
 * @param onOpen both ends are joined; gets what ends them
 */
export function forwardUpgrade(
	req: IncomingMessage,
	socket: Duplex,
	first: Buffer,
	target: Target,
	facts: RequestFacts,
	onRefused: (error: Error) => void,
	onOpen: (end: () => void) => void
): void {
	const outgoing = askPup(req, target, toPup(req, facts, true));
	let answered = false;
	socket.on('error', () => outgoing.destroy());
	socket.once('close', () => {
		if (!answered) outgoing.destroy();
	});
	const fail = (error: Error) => {
		outgoing.destroy();
		if (answered) socket.destroy();
		else if (!socket.destroyed) onRefused(error);
	};
	outgoing.on('error', fail);
	outgoing.once(
		'response',
		guarded((answer: IncomingMessage) => {
			// No upgrade: the pup answered like to any request.
			answer.on('error', () => {});
			const { code, reason } = statusOf(answer);
			const headers = toBrowser(answer, target, facts, false);
			headers.push('Connection', 'close');
			answered = true;
			socket.write(head(`HTTP/1.1 ${code} ${reason}`, headers), 'latin1');
			pipeline(answer, socket, () => socket.destroy());
		}, fail)
	);
	outgoing.once(
		'upgrade',
		guarded((answer: IncomingMessage, inside: Duplex, insideFirst: Buffer) => {
			inside.on('error', () => inside.destroy());
			answered = true;
			// Two pipelines on one socket, each with its own listeners beside ours: more than the
			// ten that node finds odd.
			for (const end of [socket, inside]) end.setMaxListeners(32);
			if (socket.destroyed) {
				inside.destroy();
				return;
			}
			const text = STATUS_CODES[101] ?? 'Switching Protocols';
			socket.write(head(`HTTP/1.1 101 ${text}`, toBrowser(answer, target, facts, true)), 'latin1');
			if (insideFirst.length > 0) socket.write(insideFirst);
			if (first.length > 0) inside.write(first);
			const end = () => {
				inside.destroy();
				socket.destroy();
			};
			pipeline(inside, socket, end);
			pipeline(socket, inside, end);
			onOpen(end);
		}, fail)
	);
	outgoing.end();
}
