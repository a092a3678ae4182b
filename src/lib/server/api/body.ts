/** Reads the bodies of requests: JSON and uploads. */
import type { IncomingMessage } from 'node:http';
import { Transform } from 'node:stream';
import { BoxError } from '../../contract/errors.ts';
import type { Upload } from '../../contract/operation.ts';
import { HELD_BYTES } from '../held-bytes.ts';
import type { UploadBody } from '../operations/index.ts';
import { hasBody } from '../streams/index.ts';

/** Longest JSON body, in bytes. */
export const BODY_LIMIT = 1024 * 1024;

function tooLarge(limit = BODY_LIMIT): BoxError {
	return new BoxError({
		code: 'too-large',
		status: 413,
		message: 'The request is too large.',
		hint: `Send at most ${limit} bytes.`
	});
}

/** The client disconnected, so nobody reads this answer. */
function cutOff(): BoxError {
	return new BoxError({ code: 'cut-off', status: 400, message: 'The request was cut off.' });
}

/** Bytes of a refused body that are read and discarded. */
const DRAIN_LIMIT = 64 * 1024 * 1024;

/**
 * Reads and discards the rest of an unwanted body, so that its sender gets to read the answer.
 * Closing the connection at once would reset it and lose the answer. Gives up after {@link
 * DRAIN_LIMIT}.
 */
export function drain(req: IncomingMessage): void {
	if (req.complete) return;
	// A handler that did not read its upload would otherwise hold the request back.
	req.unpipe();
	let left = DRAIN_LIMIT;
	req.on('data', (chunk: Buffer) => {
		left -= chunk.length;
		if (left < 0) req.destroy();
	});
	req.on('error', () => undefined);
	req.resume();
}

/** Returns the media type of a request, without parameters, in lower case. */
function mediaType(req: IncomingMessage): string {
	return (req.headers['content-type'] ?? '').split(';')[0]!.trim().toLowerCase();
}

/**
 * Reads and parses a JSON body.
 * @throws BoxError 400 `invalid-json`, 413 `too-large`, 415 `not-json`
 */
export async function readJson(req: IncomingMessage): Promise<unknown> {
	if (!hasBody(req)) {
		throw new BoxError({
			code: 'invalid-json',
			status: 400,
			message: 'The request has no body.',
			hint: 'Send a JSON object.'
		});
	}
	needJson(req);
	return parseJson(await readWhole(req));
}

/**
 * Reads the body of a request whose operation takes none. A client that sends one expects an
 * effect, so the body must not be ignored silently.
 * @returns undefined when there is no body
 * @throws BoxError as {@link readJson}
 */
export async function readNoBody(req: IncomingMessage): Promise<unknown> {
	// A body of a GET has no meaning (RFC 9110 9.3.1).
	if (req.method === 'GET' || req.method === 'HEAD' || !hasBody(req)) return undefined;
	// A body of unknown length can be empty.
	const bytes = await readWhole(req);
	if (bytes.length === 0) return undefined;
	needJson(req);
	return parseJson(bytes);
}

/** @throws BoxError 415 `not-json` */
function needJson(req: IncomingMessage): void {
	const type = mediaType(req);
	if (type !== 'application/json' && !/^application\/[\w.-]+\+json$/.test(type)) {
		throw new BoxError({
			code: 'not-json',
			status: 415,
			message: 'The body is not declared as JSON.',
			hint: 'Send it with Content-Type: application/json.'
		});
	}
	const encoding = req.headers['content-encoding'];
	if (encoding !== undefined && encoding !== 'identity') {
		throw new BoxError({ code: 'not-json', status: 415, message: 'Compressed bodies are not accepted.' });
	}
}

/** @throws BoxError 413 `too-large`, 400 `cut-off` */
async function readWhole(req: IncomingMessage): Promise<Buffer> {
	if (Number(req.headers['content-length'] ?? 0) > BODY_LIMIT) throw tooLarge();
	const chunks: Buffer[] = [];
	let size = 0;
	await new Promise<void>((resolve, reject) => {
		// Does not iterate over the request: leaving the loop early would destroy the request, and
		// the answer could no longer be sent.
		req.on('data', (chunk: Buffer) => {
			size += chunk.length;
			if (size <= BODY_LIMIT) chunks.push(chunk);
			else reject(tooLarge());
		});
		req.once('end', resolve);
		req.once('error', () => reject(cutOff()));
		req.once('close', () => reject(cutOff()));
	});
	return Buffer.concat(chunks, size);
}

/** @throws BoxError 400 `invalid-json` */
function parseJson(bytes: Buffer): unknown {
	try {
		return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
	} catch {
		throw new BoxError({
			code: 'invalid-json',
			status: 400,
			message: 'The body is not valid JSON.',
			hint: 'Send a JSON object in UTF-8.'
		});
	}
}

/**
 * Passes an upload on as it arrives. The stream fails with 413 `too-large` when the body is longer
 * than the operation allows.
 * @throws BoxError 413 `too-large`, 415 `wrong-type`
 */
export function readUpload(req: IncomingMessage, declared: Upload): UploadBody {
	const type = mediaType(req);
	if (!declared.types.includes(type)) {
		throw new BoxError({
			code: 'wrong-type',
			status: 415,
			message: 'The body has a type that is not accepted here.',
			hint: `Send it with Content-Type: ${declared.types.join(' or ')}.`
		});
	}
	const length = req.headers['content-length'];
	const size = length === undefined ? null : Number(length);
	if (size !== null && size > declared.maxBytes) throw tooLarge(declared.maxBytes);
	let taken = 0;
	const counted = new Transform({
		highWaterMark: HELD_BYTES,
		transform(chunk: Buffer, _encoding, done) {
			taken += chunk.length;
			if (taken > declared.maxBytes) done(tooLarge(declared.maxBytes));
			else done(null, chunk);
		}
	});
	// Does not use `pipeline`: a stream that fails would destroy the request, and the answer could
	// no longer be sent.
	req.pipe(counted);
	req.once('error', () => counted.destroy(cutOff()));
	req.once('close', () => {
		if (!req.complete) counted.destroy(cutOff());
	});
	// If the handler does not read the stream, an error on it must not crash the process.
	counted.on('error', () => undefined);
	return { stream: counted, type, size };
}
