/** Fetches answers that fit in memory. */
import { createReadStream } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { pipeline, type Transform } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import { BoxError } from '../../contract/errors.ts';
import { open, shown, webAddress, type SentStream } from './exchange.ts';
import { inWords, tooLarge } from './failures.ts';
import type { Journey } from './reach.ts';
import type { FetchAnswer, FetchRequest, FilePart } from './types.ts';
import { startWatch, type Watch } from './watch.ts';

const IDLE_MS = 20_000;
const TOTAL_MS = 60_000;

/** See {@link Outbound.fetch}. */
export async function fetchSmall(
	request: FetchRequest,
	journey: Journey,
	authorities: string[] | undefined
): Promise<FetchAnswer> {
	const { idleMs = IDLE_MS, maxBytes, body: given, method = given ? 'POST' : 'GET' } = request;
	const totalMs = request.totalMs ?? (given && 'file' in given ? undefined : TOTAL_MS);
	const limits = { idleMs, ...(totalMs !== undefined && { totalMs }) };
	const watch = startWatch({ host: shown(webAddress(request.url)), ...limits, signal: request.signal });
	try {
		const { response, url } = await open({
			url: request.url,
			journey,
			signal: watch.signal,
			redirects: method === 'GET' || method === 'HEAD' ? request.redirects : 0,
			method,
			body: given && 'file' in given ? streamOf(given, watch) : given,
			credentials: request.credentials,
			headers: request.headers ?? {},
			accept: request.accept ?? [],
			authorities
		});
		if (request.headOnly) response.destroy();
		const body = request.headOnly ? Buffer.alloc(0) : await readBody(response, shown(url), maxBytes, watch);
		return { status: response.statusCode ?? 0, headers: plainHeaders(response), body, url: url.href };
	} finally {
		watch.end();
	}
}

/** A part of a file, read at the speed of the connection. */
function streamOf({ file, from, size, onSent }: FilePart, watch: Watch): SentStream {
	return {
		size,
		open() {
			let sent = 0;
			return createReadStream(file, { start: from, end: from + size - 1 }).on('data', (chunk) => {
				watch.tick(chunk.length);
				sent += chunk.length;
				onSent?.(sent);
			});
		}
	};
}

/**
 * Reads and decompresses a body of at most `limit` bytes. Some servers compress without being
 * asked.
 */
async function readBody(response: IncomingMessage, host: string, limit: number, watch: Watch): Promise<Buffer> {
	const chunks: Buffer[] = [];
	let size = 0;
	try {
		if (Number(response.headers['content-length'] ?? 0) > limit) throw tooLarge(host, limit);
		for await (const chunk of unpacked(response, counted(response, host, limit, watch), host)) {
			size += chunk.length;
			if (size > limit) throw tooLarge(host, limit);
			chunks.push(chunk);
		}
		return Buffer.concat(chunks);
	} catch (error) {
		if (watch.signal.aborted) throw watch.signal.reason;
		throw String((error as { code?: unknown }).code).startsWith('Z_') ? badEncoding(host) : inWords(error, host);
	} finally {
		response.destroy();
	}
}

/** Compressed bytes are limited too, because an endless body may decompress to nothing. */
async function* counted(response: IncomingMessage, host: string, limit: number, watch: Watch): AsyncGenerator<Buffer> {
	let received = 0;
	for await (const chunk of response as AsyncIterable<Buffer>) {
		watch.tick(chunk.length);
		received += chunk.length;
		if (received > limit) throw tooLarge(host, limit);
		yield chunk;
	}
}

function unpacked({ headers }: IncomingMessage, packed: AsyncGenerator<Buffer>, host: string): AsyncIterable<Buffer> {
	const encoding = headers['content-encoding']?.trim().toLowerCase() ?? 'identity';
	if (encoding === 'identity' || encoding === '') return packed;
	let unpack: Transform;
	if (encoding === 'gzip' || encoding === 'x-gzip') unpack = createGunzip();
	else if (encoding === 'deflate') unpack = createInflate();
	else if (encoding === 'br') unpack = createBrotliDecompress();
	else throw badEncoding(host);
	// Errors reach the reader of the last stream.
	pipeline(packed, unpack, () => {});
	return unpack;
}

function badEncoding(host: string): BoxError {
	return new BoxError({
		code: 'unreachable',
		status: 502,
		message: `“${host}” compresses its answer in an unsupported way.`
	});
}

function plainHeaders({ headers }: IncomingMessage): Record<string, string> {
	return Object.fromEntries(
		Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : (value ?? '')])
	);
}
