/** Carrying one request, or one upgraded connection, to a pup and back. Nothing is held back: both ways are streams. */
import { request, STATUS_CODES, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { pipeline } from 'node:stream';
import type { RequestFacts } from '../auth/index.ts';
import { toBrowser, toPup, type RawHeaders } from './headers.ts';

/** Time to get a connection to a pup, ms. There is no limit on the answer: streams may be silent for hours. */
const CONNECT_TIMEOUT = 10_000;

export interface Target {
	/** Address of the container. */
	host: string;
	port: number;
}

/** Node takes a flat list of names and values for `headers` (since 18), which its types do not tell. */
const asHeaders = (raw: RawHeaders) => raw as unknown as Record<string, string>;

function askPup(req: IncomingMessage, target: Target, headers: RawHeaders) {
	const outgoing = request({
		host: target.host,
		port: target.port,
		method: req.method,
		path: req.url,
		headers: asHeaders(headers),
		// A connection of its own for each request: a container that was restarted leaves none that looks alive and is dead.
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
	outgoing.once('error', fail);
	// The browser went away: the pup must learn of it, or it would go on sending into the void.
	res.once('close', () => {
		if (res.writableFinished) return;
		over = true;
		outgoing.destroy();
	});
	outgoing.on('information', (info) => {
		// 103 Early Hints; 100 has been answered by node.
		if (info.statusCode === 102 && !res.headersSent) res.writeProcessing();
	});
	outgoing.once('response', (answer) => {
		res.writeHead(
			answer.statusCode ?? 502,
			answer.statusMessage ?? '',
			asHeaders(toBrowser(answer, target, facts, false))
		);
		// Headers go out now, not with the first byte of a body that may come much later (event streams).
		res.flushHeaders();
		pipeline(answer, res, (error) => {
			if (error) res.destroy();
		});
	});
	// A pup may answer before it has read the whole body (413, say): then what is left of the body is of no interest.
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
	outgoing.once('error', (error) => {
		if (answered) socket.destroy();
		else if (!socket.destroyed) onRefused(error);
	});
	outgoing.once('response', (answer) => {
		// No upgrade: the pup answered like to any request.
		answered = true;
		const headers = toBrowser(answer, target, facts, false);
		headers.push('Connection', 'close');
		socket.write(head(`HTTP/1.1 ${answer.statusCode} ${answer.statusMessage ?? ''}`, headers));
		pipeline(answer, socket, () => socket.destroy());
	});
	outgoing.once('upgrade', (answer, inside: Duplex, insideFirst: Buffer) => {
		answered = true;
		// Two pipelines on one socket, each with its own listeners beside ours: more than the ten that node finds odd.
		for (const end of [socket, inside]) end.setMaxListeners(32);
		if (socket.destroyed) {
			inside.destroy();
			return;
		}
		const text = STATUS_CODES[101] ?? 'Switching Protocols';
		socket.write(head(`HTTP/1.1 101 ${text}`, toBrowser(answer, target, facts, true)));
		if (insideFirst.length > 0) socket.write(insideFirst);
		if (first.length > 0) inside.write(first);
		const end = () => {
			inside.destroy();
			socket.destroy();
		};
		pipeline(inside, socket, end);
		pipeline(socket, inside, end);
		onOpen(end);
	});
	outgoing.end();
}
