/** Sends requests to the key manager, over its Unix socket or over HTTP. */
import { request as httpRequest, type RequestOptions } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { BoxError } from '../../contract/errors.ts';
import { requestSmall } from '../small-request.ts';

/** Address of the key manager: our own process, or an original DKM (`DKM_URL`). */
export type DkmAddress = { socketPath: string } | { url: string };

/** An unparsed answer. */
export interface DkmAnswer {
	status: number;
	/** Members of the JSON answer; null when it was not JSON. */
	members: Record<string, unknown> | null;
	/** Seconds, from the header Retry-After. */
	retryAfter: number | undefined;
}

/** Sends one request. @throws BoxError 503 `key-manager-down` when there is no answer */
export type DkmTransport = (method: 'GET' | 'POST', path: string, body?: unknown) => Promise<DkmAnswer>;

/** A password check takes a second on a slow board and may wait for ten others, ms. */
const TIMEOUT = 30_000;
/** Limit of an answer, bytes; a real one is far smaller. */
const MAX_ANSWER = 256 * 1024;

/** 503: the key manager is not reachable at the moment. */
export function keyManagerDown(why: string, cause?: unknown): BoxError {
	return new BoxError({
		code: 'key-manager-down',
		status: 503,
		message: `The key manager does not answer (${why}).`,
		hint: 'It is restarted automatically; try again in a few seconds. If this persists, look for “dkm” in the log of dogeboxd.',
		retryAfter: 5,
		cause
	});
}

/**
 * @param ready resolves when the key manager is ready, or when waiting longer is pointless;
 *   default: at once
 * @throws BoxError `invalid-input` when the address is no http(s) URL
 */
export function createTransport(address: DkmAddress, ready?: () => Promise<void>): DkmTransport {
	const { send, target, prefix } = resolveAddress(address);
	return async (method, path, body) => {
		await ready?.();
		const payload = body === undefined ? undefined : Buffer.from(JSON.stringify(body));
		try {
			const answer = await requestSmall({
				...target,
				send,
				method,
				path: prefix + path,
				timeout: TIMEOUT,
				headers: {
					host: 'dkm',
					...(payload && { 'content-type': 'application/json', 'content-length': payload.length })
				},
				body: payload,
				maxBytes: MAX_ANSWER
			});
			const wait = Number(answer.headers['retry-after']);
			return {
				status: answer.status,
				members: readMembers(answer.text),
				retryAfter: Number.isFinite(wait) && wait > 0 ? wait : undefined
			};
		} catch (error) {
			throw keyManagerDown((error as NodeJS.ErrnoException).code ?? (error as Error).message, error);
		}
	};
}

function resolveAddress(address: DkmAddress): {
	send: typeof httpRequest;
	target: RequestOptions;
	prefix: string;
} {
	if ('socketPath' in address) return { send: httpRequest, target: { socketPath: address.socketPath }, prefix: '' };
	const url = URL.canParse(address.url) ? new URL(address.url) : null;
	if (!url || (url.protocol !== 'http:' && url.protocol !== 'https:')) {
		throw new BoxError({
			code: 'invalid-input',
			status: 422,
			message: 'The address of the key manager is not an http address.',
			hint: 'Set DKM_URL to something like http://127.0.0.1:8089, or omit it to use the built-in key manager.'
		});
	}
	const secure = url.protocol === 'https:';
	// URLs have brackets around IPv6 addresses, socket addresses do not.
	const hostname = url.hostname.replace(/^\[|\]$/g, '');
	return {
		send: secure ? httpsRequest : httpRequest,
		target: { hostname, port: url.port || (secure ? 443 : 80) },
		prefix: url.pathname.replace(/\/$/, '')
	};
}

function readMembers(text: string): Record<string, unknown> | null {
	try {
		const value: unknown = JSON.parse(text);
		return typeof value === 'object' && value !== null && !Array.isArray(value)
			? (value as Record<string, unknown>)
			: null;
	} catch {
		return null;
	}
}
