/** Downloads large files by hash: resumed after interruptions, verified and stored. */
import { rename, rm } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import type { Logger } from 'pino';
import { isBoxError, type BoxError } from '../../contract/errors.ts';
import { backOff } from '../concurrency/index.ts';
import { syncFolder } from '../files/index.ts';
import { open, shown, webAddress } from './exchange.ts';
import { inWords, StatusError, tooLarge, wrongHash } from './failures.ts';
import { openPart, type PartFile } from './part-file.ts';
import type { Journey } from './reach.ts';
import type { DownloadRequest } from './types.ts';
import { startWatch } from './watch.ts';

const IDLE_MS = 60_000;
/**
 * Fewer bytes than this within the idle time count as none. Nothing else ends the connection of a
 * server that sends very slowly.
 */
const IDLE_BYTES = 16 * 1024;
const RETRIES = 5;
const LONGEST_DELAY_MS = 30_000;
/** Longest `Retry-After` that is obeyed, seconds. */
const LONGEST_RETRY_AFTER_S = 60;

export interface DownloadDeps {
	journey: () => Journey;
	authorities: string[] | undefined;
	/** Delay before the first retry, ms; doubled each time. */
	firstDelayMs: number;
	log: Logger;
}

/**
 * Downloads to `<target>.part` and renames it when its hash is right.
 * @param target absolute path that does not exist yet
 * @throws BoxError as {@link Outbound.download}; the signal's reason (the part then stays, for the
 *   next time)
 */
export async function downloadTo(target: string, request: DownloadRequest, deps: DownloadDeps): Promise<void> {
	const { sha256, maxBytes } = request;
	const signal = request.signal ?? new AbortController().signal;
	const host = shown(webAddress(request.url));
	const path = `${target}.part`;
	try {
		const part = await openPart(path, maxBytes, signal);
		try {
			// A part left by an earlier run (or from another address for the same hash) may be
			// wrong from its first byte.
			const inherited = part.size > 0;
			if (!inherited || part.digest() !== sha256) {
				await complete(part, request, signal, deps);
				if (part.digest() !== sha256 && inherited) {
					await part.restart();
					await complete(part, request, signal, deps);
				}
			}
			if (part.digest() !== sha256) throw wrongHash(host, sha256, part.digest());
			await part.sync();
		} finally {
			await part.close();
		}
		await rename(path, target);
		syncFolder(target.slice(0, target.lastIndexOf('/')));
	} catch (error) {
		if (signal.aborted) throw signal.reason;
		// Removes the part: on a full disk that helps, and wrong content is not worth keeping.
		const failure = inWords(error, host);
		if (['wrong-hash', 'too-large', 'disk-full'].includes(failure.code)) await rm(path, { force: true });
		throw failure;
	}
}

/** Downloads the missing bytes, with retries. */
async function complete(
	part: PartFile,
	request: DownloadRequest,
	signal: AbortSignal,
	deps: DownloadDeps
): Promise<void> {
	const state: Resume = { validator: null, started: false };
	let failures = 0;
	for (let left = request.retries ?? RETRIES; ; left--) {
		try {
			return await attempt(part, request, state, signal, deps);
		} catch (error) {
			if (signal.aborted) throw signal.reason;
			if (left <= 0 || !isBoxError(error) || !mayPass(error, state.started)) throw error;
			const delay = backOff({ firstMs: deps.firstDelayMs, mostMs: LONGEST_DELAY_MS }, ++failures);
			const pause = error.retryAfter === undefined ? delay : Math.max(delay, error.retryAfter * 1000);
			deps.log.info(
				{ url: request.url, size: part.size, reason: error.message },
				'a download broke off; it is resumed'
			);
			await wait(pause, undefined, { signal }).catch(() => {});
			signal.throwIfAborted();
		}
	}
}

interface Resume {
	/** ETag or date of the part's content (RFC 9110 §13.1.5); null while unknown. */
	validator: string | null;
	/** Whether any bytes have arrived: the server exists and has the file. */
	started: boolean;
}

function mayPass(error: BoxError, started: boolean): boolean {
	if (error instanceof StatusError) {
		if ((error.retryAfter ?? 0) > LONGEST_RETRY_AFTER_S) return false;
		return error.answered >= 500 || error.answered === 429;
	}
	if (error.code === 'too-slow') return true;
	if (error.code !== 'unreachable') return false;
	// A server that never answered is down, or the address is wrong. One that did answer may come
	// back.
	const code = (error.cause as { code?: unknown } | undefined)?.code;
	return started || code === undefined || ['ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'EAI_AGAIN'].includes(String(code));
}

async function attempt(
	part: PartFile,
	request: DownloadRequest,
	state: Resume,
	signal: AbortSignal,
	deps: DownloadDeps
): Promise<void> {
	const { maxBytes, idleMs = IDLE_MS } = request;
	const begun = part.size;
	const watch = startWatch({ host: shown(webAddress(request.url)), idleMs, idleBytes: IDLE_BYTES, signal });
	const range: Record<string, string> = begun > 0 ? { range: `bytes=${begun}-` } : {};
	if (begun > 0 && state.validator) range['if-range'] = state.validator;
	let host = shown(webAddress(request.url));
	try {
		const { response, url } = await open({
			url: request.url,
			journey: deps.journey(),
			signal: watch.signal,
			method: 'GET',
			redirects: request.redirects,
			credentials: request.credentials,
			headers: { ...request.headers, ...range },
			accept: begun > 0 ? [416] : [],
			authorities: deps.authorities
		});
		host = shown(url);
		try {
			const { headers, statusCode } = response;
			if (statusCode === 416) {
				// Either the part is complete (the hash will show), or it belongs to other content.
				if (headers['content-range'] === `bytes */${begun}`) return;
				await part.restart();
				throw inWords(null, host);
			}
			const continued = statusCode === 206 && rangeStart(headers['content-range']) === begun;
			if (!continued && begun > 0) await part.restart();
			if (statusCode === 206 && !continued) throw inWords(null, host);
			const etag = headers.etag?.startsWith('W/') ? undefined : headers.etag;
			state.validator = etag ?? headers['last-modified'] ?? null;
			const length = headers['content-length'];
			const total = length === undefined ? null : part.size + Number(length);
			if (total !== null && total > maxBytes) throw tooLarge(host, maxBytes);
			request.onProgress?.(part.size, total);
			for await (const chunk of response as AsyncIterable<Buffer>) {
				watch.tick(chunk.length);
				state.started = true;
				if (part.size + chunk.length > maxBytes) throw tooLarge(host, maxBytes);
				await part.append(chunk);
				request.onProgress?.(part.size, total);
			}
			if (watch.signal.aborted) throw watch.signal.reason;
		} finally {
			response.destroy();
		}
	} catch (error) {
		if (watch.signal.aborted) throw watch.signal.reason;
		throw inWords(error, host);
	} finally {
		watch.end();
	}
}

/** First byte in `Content-Range: bytes 5-9/10`; null where it cannot be parsed. */
function rangeStart(text: string | undefined): number | null {
	const match = /^bytes (\d+)-\d+\/(?:\d+|\*)$/.exec(text ?? '');
	return match ? Number(match[1]) : null;
}
