/**
 * The protocol between dogeboxd and the host agent. A frame is: length of the rest (4 bytes, big
 * endian), kind (1), number of the call (4), body. Bodies are JSON, or bytes of a stream. Both
 * sides close the connection at the first invalid frame.
 */
import type { Socket } from 'node:net';
import * as v from 'valibot';
import { BoxError, isBoxError } from '../../../contract/errors.ts';

/** Kinds of frames. */
export const FRAME = {
	/** dogeboxd → agent: `{ verb, args }`. */
	call: 1,
	open: 2,
	/** Without a body: the caller cancelled the call. */
	cancel: 3,
	message: 4,
	/** Input of a channel; an empty body is end of file. */
	stdin: 5,
	/** Both directions: `stream (1), bytes (4)`; lets its receiver send that many bytes more. */
	credit: 6,
	/** Agent → dogeboxd: JSON of the result or of the error. Ends the call. */
	result: 16,
	error: 17,
	/** A line of output of a call. */
	line: 18,
	stdout: 19,
	stderr: 20
} as const;

/** Numbers of a channel's streams in credit frames. */
export const STREAM = { stdin: 0, stdout: 1, stderr: 2 } as const;

const HEADER = 9;
/** Largest body, bytes: `storage.write` accepts 1 MiB of text, which may double as JSON. */
export const MAX_BODY = 4 * 1024 * 1024;
/** Maximum number of bytes of a stream in one frame. */
export const CHUNK = 64 * 1024;
/** Maximum number of bytes of a stream in flight before the receiver has consumed any. */
export const WINDOW = 256 * 1024;

/** A complete frame, or a part of a stream's frame. */
export interface Frame {
	kind: number;
	call: number;
	body: Buffer;
}

/** An invalid frame. The connection cannot be used any more. */
export class FrameError extends Error {}

/** Writes a frame. @returns false when the socket's buffer is full */
export function writeFrame(socket: Socket, kind: number, call: number, body: Buffer | string = ''): boolean {
	const text = typeof body === 'string';
	const length = text ? Buffer.byteLength(body) : body.length;
	if (length > MAX_BODY) throw new FrameError(`a body of ${length} bytes`);
	const small = text || length <= 1024;
	const head = Buffer.allocUnsafe(HEADER + (small ? length : 0));
	head.writeUInt32BE(HEADER - 4 + length, 0);
	head.writeUInt8(kind, 4);
	head.writeUInt32BE(call, 5);
	if (text) head.write(body, HEADER);
	else if (small) body.copy(head, HEADER);
	if (small) return socket.write(head);
	socket.cork();
	socket.write(head);
	const flowing = socket.write(body);
	socket.uncork();
	return flowing;
}

/** Kinds whose bodies are bytes of a stream. Frame boundaries have no meaning in them. */
const STREAMED: readonly number[] = [FRAME.stdin, FRAME.stdout, FRAME.stderr];
/** Shorter pieces are copied, bytes: a slice would keep its whole chunk in memory. */
const SMALL = 4096;

/**
 * Creates a reader that splits a connection's bytes into frames. A stream's frame is passed on in
 * the pieces in which it arrives, without reassembly. A stream's frame without a body is passed on
 * too.
 * @throws FrameError from the returned function
 */
export function createFrameReader(onFrame: (frame: Frame) => void): (chunk: Buffer) => void {
	let kept: Buffer[] = [];
	let size = 0;
	/** Bytes needed before the next step. */
	let wanted = HEADER;
	/** The missing rest of a stream's frame. */
	let rest = { kind: 0, call: 0, length: 0 };
	return (chunk) => {
		kept.push(chunk);
		size += chunk.length;
		if (size < wanted) return;
		let data = kept.length === 1 ? kept[0]! : Buffer.concat(kept, size);
		for (;;) {
			if (rest.length > 0 && data.length > 0) {
				const { kind, call } = rest;
				const piece = data.subarray(0, rest.length);
				rest.length -= piece.length;
				data = data.subarray(piece.length);
				onFrame({ kind, call, body: piece.length < SMALL ? Buffer.from(piece) : piece });
			}
			if (rest.length > 0) {
				wanted = 1;
				break;
			}
			if (data.length < HEADER) {
				wanted = HEADER;
				break;
			}
			const length = data.readUInt32BE(0) - (HEADER - 4);
			if (length < 0 || length > MAX_BODY) throw new FrameError(`a body of ${length} bytes`);
			const [kind, call] = [data.readUInt8(4), data.readUInt32BE(5)];
			if (length > 0 && STREAMED.includes(kind)) {
				rest = { kind, call, length };
				data = data.subarray(HEADER);
				continue;
			}
			if (data.length < HEADER + length) {
				wanted = HEADER + length;
				break;
			}
			onFrame({ kind, call, body: data.subarray(HEADER, HEADER + length) });
			data = data.subarray(HEADER + length);
		}
		kept = data.length > 0 ? [data] : [];
		size = data.length;
	};
}

/** Encodes the body of a credit frame. */
export function creditBody(stream: number, bytes: number): Buffer {
	const body = Buffer.allocUnsafe(5);
	body.writeUInt8(stream, 0);
	body.writeUInt32BE(bytes, 1);
	return body;
}

/** Decodes the body of a credit frame. @throws FrameError */
export function parseCredit(body: Buffer): { stream: number; bytes: number } {
	const stream = body.length === 5 ? body.readUInt8(0) : -1;
	if (stream < 0 || stream > STREAM.stderr) throw new FrameError('a credit of no stream');
	return { stream, bytes: body.readUInt32BE(1) };
}

/** Parses a body as JSON. @throws FrameError */
export function parseJson(body: Buffer): unknown {
	if (body.length === 0) return undefined;
	try {
		return JSON.parse(body.toString('utf8'));
	} catch {
		throw new FrameError('no JSON');
	}
}

const wireError = v.object({
	box: v.boolean(),
	code: v.optional(v.string()),
	status: v.optional(v.number()),
	message: v.string(),
	hint: v.optional(v.string()),
	name: v.optional(v.string())
});

/** Encodes an error as JSON with what the caller may see, without stack and cause. */
export function packError(error: unknown): string {
	if (isBoxError(error)) {
		const { code, status, message, hint } = error;
		return JSON.stringify({ box: true, code, status, message, hint });
	}
	const plain: NodeJS.ErrnoException = error instanceof Error ? error : new Error(String(error));
	const { code, message, name } = plain;
	return JSON.stringify({ box: false, message: String(message), name, ...(typeof code === 'string' && { code }) });
}

/**
 * Reverses {@link packError}. A system error keeps its code (`ENOSPC`).
 * @throws FrameError
 */
export function unpackError(body: Buffer): Error {
	const parsed = v.safeParse(wireError, parseJson(body));
	if (!parsed.success) throw new FrameError('an error of no known form');
	const { box, code, status, message, hint, name } = parsed.output;
	if (box && code !== undefined) {
		return new BoxError({ code, status: status ?? 500, message, ...(hint !== undefined && { hint }) });
	}
	return Object.assign(new Error(message), {
		...(code !== undefined && { code }),
		...(name !== undefined && { name })
	});
}
