/** Parses a submitted HTML form, with a size limit and of one content type. */
import type { IncomingMessage } from 'node:http';
import { BoxError } from '../../contract/errors.ts';

/** Far more than any form of the recovery needs, bytes. */
const MAX_FORM = 8 * 1024;

function refused(status: number, code: string, message: string): BoxError {
	return new BoxError({ code, status, message });
}

/**
 * @returns fields by name
 * @throws BoxError 415 for another content type, 413 for a body that is too long, 400 for a broken
 * connection
 */
export async function readForm(req: IncomingMessage): Promise<URLSearchParams> {
	const type = req.headers['content-type']?.split(';')[0]?.trim().toLowerCase();
	if (type !== 'application/x-www-form-urlencoded') {
		throw refused(415, 'unsupported-media-type', 'Send the form as application/x-www-form-urlencoded.');
	}
	if (Number(req.headers['content-length']) > MAX_FORM) throw refused(413, 'too-large', 'This form is too long.');
	const pieces: Buffer[] = [];
	let size = 0;
	try {
		for await (const piece of req as AsyncIterable<Buffer>) {
			size += piece.length;
			if (size > MAX_FORM) throw refused(413, 'too-large', 'This form is too long.');
			pieces.push(piece);
		}
	} catch (error) {
		throw error instanceof BoxError ? error : refused(400, 'bad-request', 'The form did not arrive completely.');
	}
	return new URLSearchParams(Buffer.concat(pieces).toString('utf8'));
}
