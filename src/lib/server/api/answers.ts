/** Writes answers: JSON, problems, files, streams. */
import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import type { Problem } from '../../contract/errors.ts';
import { notFound } from '../../contract/errors.ts';
import { showPlain } from '../../contract/hidden-characters.ts';
import { openInside } from '../files/index.ts';
import type { FileAnswer, StreamAnswer } from '../operations/index.ts';
import { drain } from './body.ts';

/**
 * Headers of every answer of the API. They forbid caching, content sniffing, and embedding by other
 * sites.
 */
export const ALWAYS = {
	'cache-control': 'no-store',
	'x-content-type-options': 'nosniff',
	'cross-origin-resource-policy': 'same-origin'
} as const;

/**
 * Sends JSON; for HEAD only the headers.
 * @param tagged adds an `ETag`, and answers 304 to a client that has the same answer already
 */
export function sendJson(
	req: IncomingMessage,
	res: ServerResponse,
	status: number,
	body: unknown,
	headers: Record<string, string | string[]>,
	tagged = false
): void {
	const text = JSON.stringify(body);
	if (tagged) {
		// Weak, because the answer may be compressed on its way (RFC 9110, 8.8.1).
		const tag = `W/"${createHash('sha1').update(text).digest('base64url')}"`;
		headers['etag'] = tag;
		if (hasTag(req.headers['if-none-match'], tag)) {
			res.writeHead(304, { ...ALWAYS, ...headers });
			res.end();
			return;
		}
	}
	res.writeHead(status, {
		...ALWAYS,
		'content-type': status >= 400 ? 'application/problem+json' : 'application/json; charset=utf-8',
		'content-length': Buffer.byteLength(text),
		...headers
	});
	res.end(req.method === 'HEAD' ? undefined : text);
}

/**
 * Whether an `If-None-Match` header contains a tag; weak and strong tags match (RFC 9110, 13.1.2).
 */
export function hasTag(header: string | undefined, tag: string): boolean {
	const bare = (one: string) => one.trim().replace(/^W\//, '');
	return header !== undefined && header.split(',').some((one) => one.trim() === '*' || bare(one) === bare(tag));
}

/** Sends an answer without a body. */
export function sendNothing(res: ServerResponse, status: number, headers: Record<string, string | string[]>): void {
	res.writeHead(status, { ...ALWAYS, ...headers });
	res.end();
}

/** Sends an error as problem+json, with the headers that its status requires. */
export function sendProblem(
	req: IncomingMessage,
	res: ServerResponse,
	problem: Problem,
	headers: Record<string, string | string[]>
): void {
	sendJson(req, res, problem.status, problem, {
		...headers,
		...(problem.status === 401 && { 'www-authenticate': 'Bearer realm="dogebox"' }),
		...(problem.retryAfter !== undefined && { 'retry-after': String(problem.retryAfter) })
	});
	drain(req);
}

/**
 * Sends a small file of the box (a logo). The file comes from a pup, so it is harmless when opened
 * as a document: an SVG runs no script, loads nothing, and has an opaque origin.
 * @throws BoxError 404 when the file no longer exists
 */
export async function sendFile(
	req: IncomingMessage,
	res: ServerResponse,
	file: FileAnswer,
	headers: Record<string, string | string[]>
): Promise<void> {
	const handle = await openInside(file.folder, file.path).catch(() => null);
	if (!handle) throw notFound('file', '');
	try {
		const facts = await handle.stat();
		const tag = `"${facts.size.toString(36)}-${Math.floor(facts.mtimeMs).toString(36)}"`;
		const own = {
			...ALWAYS,
			'cache-control': 'private, no-cache',
			etag: tag,
			'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; sandbox",
			...headers
		};
		if (req.headers['if-none-match'] === tag) {
			res.writeHead(304, own);
			res.end();
			return;
		}
		res.writeHead(200, { ...own, 'content-type': file.type, 'content-length': facts.size });
		if (req.method === 'HEAD') {
			res.end();
			return;
		}
		if (facts.size === 0) {
			res.end();
			return;
		}
		// Sends exactly the announced number of bytes, even if the file grows meanwhile.
		const stream = handle.createReadStream({ autoClose: false, start: 0, end: facts.size - 1 });
		await pipeline(stream, res).catch(() => res.destroy());
	} finally {
		await handle.close();
	}
}

/**
 * Sends bytes as they come, and ends their source when the reader goes away. Opened as a document,
 * the answer can run and load nothing.
 */
export async function sendStream(
	req: IncomingMessage,
	res: ServerResponse,
	{ stream, type, size, name }: StreamAnswer,
	headers: Record<string, string | string[]>
): Promise<void> {
	res.writeHead(200, {
		...ALWAYS,
		'content-type': type,
		'content-security-policy': "default-src 'none'; sandbox",
		...(size !== undefined && { 'content-length': size }),
		...(name !== undefined && { 'content-disposition': savedAs(name) }),
		...headers
	});
	if (req.method === 'HEAD') {
		stream.destroy();
		res.end();
		return;
	}
	await pipeline(stream, res).catch(() => res.destroy());
}

/**
 * Returns a `Content-Disposition` that makes browsers save a file under its name (RFC 6266). The
 * plain form is for browsers that do not support `filename*`.
 */
export function savedAs(name: string): string {
	const safe = showPlain(name, '_').replace(/[/\\]/g, '_') || 'file';
	const plain = safe.replace(/[^\x20-\x7e]|["\\%]/g, '_');
	// Characters that encodeURIComponent keeps but RFC 5987 (3.2.1) does not allow.
	const encoded = encodeURIComponent(safe).replace(
		/['()*]/g,
		(one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`
	);
	return `attachment; filename="${plain}"; filename*=UTF-8''${encoded}`;
}
