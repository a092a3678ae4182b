/** Reading JSON bodies, and checking what came from outside against a schema. */
import type { IncomingMessage } from 'node:http';
import * as v from 'valibot';
import { BoxError, invalidInput } from '../../contract/errors.ts';
import type { Schema } from '../../contract/operation.ts';

/** Longest JSON body, bytes. */
export const BODY_LIMIT = 1024 * 1024;

function tooLarge(): BoxError {
	return new BoxError({
		code: 'too-large',
		status: 413,
		message: 'The request is too large.',
		hint: `At most ${BODY_LIMIT} bytes are read.`
	});
}

/** The sender went away; nobody reads this. */
function cutOff(): BoxError {
	return new BoxError({ code: 'cut-off', status: 400, message: 'The request was cut off.' });
}

/** Bytes of a refused body that are read and thrown away. */
const DRAIN_LIMIT = 64 * 1024 * 1024;

/**
 * Reads on what is left of a body nobody wants, so that its sender gets to read the answer: closing at once would reset
 * the connection and throw the answer away with it. Gives up after {@link DRAIN_LIMIT}.
 */
export function drain(req: IncomingMessage): void {
	if (req.complete) return;
	let left = DRAIN_LIMIT;
	req.on('data', (chunk: Buffer) => {
		left -= chunk.length;
		if (left < 0) req.destroy();
	});
	req.on('error', () => undefined);
	req.resume();
}

/** Whether a request announces a body (RFC 9112, 6.3). */
function hasBody(req: IncomingMessage): boolean {
	return req.headers['transfer-encoding'] !== undefined || Number(req.headers['content-length'] ?? 0) > 0;
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
	const type = (req.headers['content-type'] ?? '').split(';')[0]!.trim().toLowerCase();
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
		throw new BoxError({ code: 'not-json', status: 415, message: 'Compressed bodies are not read.' });
	}
	if (Number(req.headers['content-length'] ?? 0) > BODY_LIMIT) throw tooLarge();
	const chunks: Buffer[] = [];
	let size = 0;
	await new Promise<void>((resolve, reject) => {
		// Not by iteration: leaving that early would destroy the request, and with it the way for the answer.
		req.on('data', (chunk: Buffer) => {
			size += chunk.length;
			if (size <= BODY_LIMIT) chunks.push(chunk);
			else reject(tooLarge());
		});
		req.once('end', resolve);
		req.once('error', () => reject(cutOff()));
		req.once('close', () => reject(cutOff()));
	});
	try {
		return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks, size)));
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
 * Checks input against a schema.
 * @throws BoxError 422 `invalid-input` with the path of each fault; values are never repeated, they may be secrets
 */
export function check<S extends Schema>(schema: S, input: unknown): v.InferOutput<S> {
	const parsed = v.safeParse(schema, input);
	if (parsed.success) return parsed.output;
	const fields: Record<string, string> = {};
	for (const issue of parsed.issues.slice(0, 20)) {
		const path = (v.getDotPath(issue) ?? 'body').slice(0, 200);
		fields[path] ??= issue.message.includes('received') ? wordless(issue) : issue.message;
	}
	throw invalidInput('Some of the input does not fit.', fields);
}

/** Valibot's own messages repeat the value received; ours in the schemas do not. */
function wordless(issue: v.BaseIssue<unknown>): string {
	if (issue.received === 'undefined') return 'This is missing.';
	return issue.expected ? `This must be ${issue.expected}.` : 'This does not fit.';
}
