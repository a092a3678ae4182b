/** Sends files or a range of them, so that a client can resume a download. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { BoxError } from '../../contract/errors.ts';
import type { RangedAnswer } from '../operations/index.ts';
import { ALWAYS, savedAs } from './answers.ts';

export interface ByteRange {
	start: number;
	length: number;
}

/**
 * Parses which range of a file is requested (RFC 9110, 14.2).
 * @param header value of `Range`
 * @returns null for the whole file, also when several ranges are requested or the header is
 * invalid; `unsatisfiable` when the file has no such bytes
 */
export function rangeIn(header: string | undefined, size: number): ByteRange | 'unsatisfiable' | null {
	const match = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header?.trim() ?? '');
	if (!match || (match[1] === '' && match[2] === '')) return null;
	const [, first = '', last = ''] = match;
	if (first === '') {
		const length = Math.min(Number(last), size);
		return length === 0 ? 'unsatisfiable' : { start: size - length, length };
	}
	const start = Number(first);
	if (last !== '' && Number(last) < start) return null;
	if (start >= size) return 'unsatisfiable';
	const end = last === '' ? size - 1 : Math.min(Number(last), size - 1);
	return { start, length: end - start + 1 };
}

/**
 * Sends a file, or the requested range of it. Opened as a document, the answer can run and load
 * nothing.
 * @throws BoxError 416 `no-such-range`
 */
export async function sendRanged(
	req: IncomingMessage,
	res: ServerResponse,
	file: RangedAnswer,
	headers: Record<string, string | string[]>
): Promise<void> {
	const ifRange = req.headers['if-range'];
	// Only a tag identifies the same bytes: a date counts whole seconds (RFC 9110, 13.1.5).
	const same = ifRange === undefined || (file.tag !== null && ifRange === file.tag);
	const range = same ? rangeIn(req.headers.range, file.size) : null;
	if (range === 'unsatisfiable') {
		file.close();
		headers['content-range'] = `bytes */${file.size}`;
		throw new BoxError({
			code: 'no-such-range',
			status: 416,
			message: `The file has ${file.size} bytes.`,
			hint: 'Request a range within them.'
		});
	}
	const { start, length } = range ?? { start: 0, length: file.size };
	res.writeHead(range ? 206 : 200, {
		...ALWAYS,
		'content-type': file.type,
		'content-length': length,
		'content-disposition': savedAs(file.name),
		'content-security-policy': "default-src 'none'; sandbox",
		'accept-ranges': 'bytes',
		'last-modified': new Date(file.modifiedAt).toUTCString(),
		...(file.tag !== null && { etag: file.tag }),
		...(range && { 'content-range': `bytes ${start}-${start + length - 1}/${file.size}` }),
		...headers
	});
	if (req.method === 'HEAD' || length === 0) {
		file.close();
		res.end();
		return;
	}
	await pipeline(file.read(start, length), res).catch(() => res.destroy());
}
