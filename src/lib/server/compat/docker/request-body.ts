/** Reads small request bodies whole. */
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { badRequest, DockerError } from './errors.ts';

/**
 * Longest body that is read whole, bytes. A request to create a container with all options fits.
 */
const MOST_BODY = 8 * 1024 * 1024;
/** Time limit for reading such a body, milliseconds. */
const BODY_WITHIN_MS = 60_000;

const tooMuch = () => new DockerError(413, `The body of this request may have ${MOST_BODY} bytes at most.`);
const gone = () => badRequest('The body of the request was cut off.');
const tooSlow = () => new DockerError(408, 'The body of the request did not come in time.');

/**
 * The length that a request declares for its body. @throws DockerError 400 for an invalid number
 */
export function declaredLength(req: IncomingMessage): number {
	const given = req.headers['content-length'];
	if (given === undefined) return 0;
	if (!/^\d{1,15}$/.test(given)) throw badRequest('Content-Length is no number.');
	return Number(given);
}

/** Reads the body of a plain request. @throws DockerError 413, 408, 400 */
export function readAll(req: IncomingMessage): Promise<Buffer> {
	return new Promise((resolve, reject) => {
		const parts: Buffer[] = [];
		let size = 0;
		const end = (error: DockerError | null) => {
			clearTimeout(timer);
			req.off('data', add).off('end', done).off('close', cut);
			if (error) reject(error);
			else resolve(Buffer.concat(parts));
		};
		const add = (part: Buffer) => {
			size += part.length;
			if (size > MOST_BODY) end(tooMuch());
			else parts.push(part);
		};
		const done = () => end(null);
		const cut = () => end(gone());
		const timer = setTimeout(() => end(tooSlow()), BODY_WITHIN_MS).unref();
		req.on('error', () => {});
		req.on('data', add).once('end', done).once('close', cut);
	});
}

/**
 * Reads the body of a request that asks for an upgrade. Node leaves it on the connection; any part
 * of it may have arrived with the head. Bytes after the body stay on the socket.
 * @throws DockerError 413, 408, 400
 */
export async function bodyOfUpgrade(
	req: IncomingMessage,
	{ socket, head }: { socket: Duplex; head: Buffer }
): Promise<Buffer> {
	if (req.headers['transfer-encoding'] !== undefined) {
		throw badRequest('A request that asks for an upgrade gives the length of its body.');
	}
	const length = declaredLength(req);
	if (length > MOST_BODY) throw tooMuch();
	if (head.length > 0) socket.unshift(head);
	if (length === 0) return Buffer.alloc(0);
	return new Promise((resolve, reject) => {
		const parts: Buffer[] = [];
		let size = 0;
		const end = (error: DockerError | null) => {
			clearTimeout(timer);
			socket.off('readable', take).off('end', cut).off('close', cut);
			if (error) {
				reject(error);
				return;
			}
			const all = Buffer.concat(parts);
			if (all.length > length) socket.unshift(all.subarray(length));
			resolve(all.subarray(0, length));
		};
		const take = () => {
			for (let part: Buffer | null; size < length && (part = socket.read() as Buffer | null) !== null;) {
				parts.push(part);
				size += part.length;
			}
			if (size >= length) end(null);
		};
		const cut = () => end(gone());
		const timer = setTimeout(() => end(tooSlow()), BODY_WITHIN_MS).unref();
		socket.on('readable', take).once('end', cut).once('close', cut);
		take();
	});
}
