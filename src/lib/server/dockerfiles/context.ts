/** Reads a client's build context: an untrusted tar, perhaps compressed. */
import { Transform, type Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { bytes } from '../../contract/bytes.ts';
import { BoxError } from '../../contract/errors.ts';

/** Limits of a context: uncompressed bytes and files. */
export const CONTEXT_LIMITS = { bytes: 8 * 1024 ** 3, entries: 500_000 };

const BLOCK = 512;
/** Position of a file's size in its header: octal digits, or a base-256 number (pax(1), ustar). */
const SIZE = { at: 124, length: 12 };

const tooMuch = (what: string) =>
	new BoxError({
		code: 'context-too-large',
		status: 413,
		message: `The build context is too large: ${what}.`,
		hint: 'Exclude unneeded files with a .dockerignore file.'
	});

function sizeIn(header: Buffer): number {
	const field = header.subarray(SIZE.at, SIZE.at + SIZE.length);
	if ((field[0]! & 0x80) === 0) return Number.parseInt(field.toString('latin1').replace(/[\0 ]+$/, ''), 8) || 0;
	return field.subarray(1).reduce((sum, byte) => sum * 256 + byte, 0);
}

/** Passes a tar on, and fails where it exceeds a limit. */
export function limitedTar(limits = CONTEXT_LIMITS): Transform {
	let size = 0;
	let entries = 0;
	/** Bytes up to the next header. */
	let skip = 0;
	let header = Buffer.alloc(0);
	const count = (chunk: Buffer) => {
		for (let at = 0; at < chunk.length;) {
			const passed = Math.min(skip, chunk.length - at);
			skip -= passed;
			at += passed;
			if (skip > 0 || at >= chunk.length) return;
			const part = chunk.subarray(at, at + BLOCK - header.length);
			header = Buffer.concat([header, part]);
			at += part.length;
			if (header.length < BLOCK) return;
			if (header[0] !== 0) entries++;
			skip = Math.ceil(sizeIn(header) / BLOCK) * BLOCK;
			header = Buffer.alloc(0);
		}
	};
	return new Transform({
		transform(chunk: Buffer, _encoding, next) {
			size += chunk.length;
			if (size > limits.bytes) return next(tooMuch(`more than ${bytes(limits.bytes)}`));
			count(chunk);
			if (entries > limits.entries) return next(tooMuch(`more than ${limits.entries} files`));
			next(null, chunk);
		}
	});
}

/** First bytes of other compression formats, hexadecimal. */
const REFUSED: Record<string, string> = { '425a68': 'bzip2', fd377a: 'xz', '28b52f': 'zstd' };

/**
 * Reads the first bytes of a stream and pushes them back.
 * @returns fewer where the stream is shorter
 */
async function beginning(from: Readable, length: number): Promise<Buffer> {
	let start = Buffer.alloc(0);
	for await (const chunk of from.iterator({ destroyOnReturn: false })) {
		start = Buffer.concat([start, chunk as Buffer]);
		if (start.length >= length) break;
	}
	if (start.length > 0) from.unshift(start);
	return start.subarray(0, length);
}

/**
 * Returns the tar of a context within limits, decompressed where it is gzip.
 * @returns streams for a pipeline
 * @throws BoxError 422 `bad-context` for another compression, and for an empty context
 */
export async function contextTar(from: Readable): Promise<[Readable, ...Transform[]]> {
	const start = await beginning(from, 3);
	if (start.length === 0) {
		throw new BoxError({ code: 'bad-context', status: 422, message: 'The build context is empty.' });
	}
	const packing = REFUSED[start.toString('hex')];
	if (packing !== undefined) {
		const message = `The build context is compressed with ${packing}, which is not supported. Send a plain tar, or one compressed with gzip.`;
		throw new BoxError({ code: 'bad-context', status: 422, message });
	}
	const gzip = start[0] === 0x1f && start[1] === 0x8b;
	return gzip ? [from, createGunzip(), limitedTar()] : [from, limitedTar()];
}
