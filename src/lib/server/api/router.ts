/**
 * The JSON API: finds the operation, identifies the caller, dispatches, and writes the answer. An
 * adapter over `operations/`.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { BoxError, isBoxError, toProblem } from '../../contract/errors.ts';
import { isUpload, traitsOf } from '../../contract/operation.ts';
import { API_BASE } from '../../contract/operations.ts';
import { arrivalOf } from '../auth/index.ts';
import {
	authorize,
	credentialOf,
	identify,
	readQuery,
	type EventStream,
	type FileAnswer,
	type OperationsService,
	type RangedAnswer,
	type RateState,
	type StreamAnswer
} from '../operations/index.ts';
import type { Services } from '../services.ts';
import { sendFile, sendJson, sendNothing, sendProblem, sendStream } from './answers.ts';
import { drain, readJson, readNoBody, readUpload } from './body.ts';
import { sendEvents } from './events.ts';
import type { OpenStreams } from './open-streams.ts';
import { sendRanged } from './ranges.ts';
import { newRequestId } from './request-id.ts';
import type { Found, Routes } from './routes.ts';

type Headers = Record<string, string | string[]>;

/** Whether the API answers a path, even if the path is unknown. */
export function isApiPath(url: string): boolean {
	return /^\/api(\/|\?|$)/.test(url);
}

/**
 * Returns a header that must occur at most once. Several values are joined, so that they are
 * invalid.
 */
function single(req: IncomingMessage, name: string): string | undefined {
	const value = req.headers[name];
	return Array.isArray(value) ? value.join(', ') : value;
}

/**
 * Rate limit headers (draft-ietf-httpapi-ratelimit-headers-10): `q` calls in `w` seconds, `r` of
 * them left, and the full number again in `t` seconds.
 */
const rateHeaders = ({ limit, left, resetSeconds }: RateState): Headers => ({
	'ratelimit-policy': `"minute";q=${limit};w=60`,
	ratelimit: `"minute";r=${left};t=${resetSeconds}`
});

/** Answers one request; `local`: the request came by the Unix socket. */
export function createApi(
	box: Services,
	operations: OperationsService,
	streams: OpenStreams,
	routes: Routes
): (req: IncomingMessage, res: ServerResponse, local?: boolean) => Promise<void> {
	async function call(
		{ route, params }: Found,
		search: string,
		req: IncomingMessage,
		res: ServerResponse,
		headers: Headers,
		requestId: string,
		local: boolean
	): Promise<void> {
		const { id, operation } = route;
		const arrival = arrivalOf(req, box.config.trustedProxy);
		const cookies: string[] = [];
		const who = await identify(box, arrival, {
			changes: operation.method !== 'GET',
			setup: operation.access === 'setup',
			local
		});
		if (operation.output.kind === 'duplex') {
			headers['upgrade'] = 'websocket';
			authorize(operation, who.caller, box.setup.configured());
			throw new BoxError({
				code: 'upgrade-required',
				status: 426,
				message: 'This address is a WebSocket.',
				hint: 'Open it with a WebSocket client.'
			});
		}
		const gone = new AbortController();
		res.once('close', () => gone.abort());
		const body = operation.body;
		const output: unknown = await operations.dispatch(
			id,
			{
				params,
				query: readQuery(search),
				body: isUpload(body) ? () => readUpload(req, body) : body ? () => readJson(req) : () => readNoBody(req)
			},
			who.caller,
			{
				facts: arrival.facts,
				signal: gone.signal,
				setCookie: (line) => cookies.push(line),
				lastEventId: single(req, 'last-event-id'),
				idempotencyKey: single(req, 'idempotency-key'),
				via: req.headers['x-dogebox-via'] === 'mcp' ? 'mcp' : undefined,
				limited: (rate) => Object.assign(headers, rateHeaders(rate)),
				replayed: () => (headers['idempotent-replayed'] = 'true')
			}
		);
		// Sent only to a caller that used a cookie: a program with a Bearer token keeps no cookies.
		if (who.freshToken !== null && who.caller.kind === 'session' && arrival.header('authorization') === undefined) {
			const secure = arrival.facts.scheme === 'https';
			cookies.unshift(box.auth.cookie(who.freshToken, who.caller.session.expiresAt, secure));
		}
		if (cookies.length > 0) headers['set-cookie'] = cookies;
		/** Cuts a slow answer when the session or token of its caller ends. */
		const watch = () =>
			streams.add({
				credential: credentialOf(who.caller),
				stillValid: () => who.stillValid(),
				end: () => gone.abort()
			});
		switch (operation.output.kind) {
			case 'json':
				sendJson(req, res, operation.status, output, headers, traitsOf(operation).entityTag);
				break;
			case 'nothing':
				sendNothing(res, operation.status, headers);
				break;
			case 'bytes': {
				const answer = output as FileAnswer | StreamAnswer | RangedAnswer;
				// A download may take hours, and ends together with its caller's session.
				const forget = watch();
				const sent =
					'path' in answer
						? sendFile(req, res, answer, headers)
						: 'read' in answer
							? sendRanged(req, res, answer, headers)
							: sendStream(req, res, answer, headers);
				await sent.finally(forget);
				break;
			}
			case 'events': {
				const forget = watch();
				await sendEvents(req, res, output as EventStream, headers, {
					signal: gone.signal,
					requestId,
					failed: (error) => {
						if (!isBoxError(error)) box.log.error({ err: error, requestId, id }, 'an event stream failed');
					}
				}).finally(forget);
				break;
			}
		}
		// Discards a body that no schema expected, so that the connection can be reused.
		drain(req);
	}

	/** Finds the operation of a request, or throws the reason why there is none. */
	function find(method: string, path: string, headers: Headers): Found | 'options' {
		const found = routes.find(method, path);
		if (found) return found;
		const allow = routes.allowed(path);
		if (allow.length === 0) {
			throw new BoxError({
				code: 'not-found',
				status: 404,
				message: 'There is no such address in the API.',
				hint: `Addresses begin with ${API_BASE}; docs/api.md lists all of them.`
			});
		}
		headers['allow'] = allow.join(', ');
		if (method === 'OPTIONS') return 'options';
		throw new BoxError({
			code: 'method-not-allowed',
			status: 405,
			message: `${method.slice(0, 20)} is not possible here.`,
			hint: `Possible: ${allow.join(', ')}.`
		});
	}

	return async (req, res, local = false) => {
		const requestId = newRequestId();
		const headers: Headers = { 'x-request-id': requestId };
		const url = req.url ?? '/';
		const at = url.indexOf('?');
		const path = at < 0 ? url : url.slice(0, at);
		const method = req.method ?? 'GET';
		const started = performance.now();
		try {
			const found = find(method, path, headers);
			if (found === 'options') sendNothing(res, 204, headers);
			else await call(found, at < 0 ? '' : url.slice(at + 1), req, res, headers, requestId, local);
		} catch (error) {
			if (!isBoxError(error) || error.status >= 500) {
				box.log.error({ err: error, requestId, method, path: path.slice(0, 200) }, 'a request failed');
			}
			if (res.headersSent) res.destroy();
			else sendProblem(req, res, toProblem(error, requestId), headers);
		} finally {
			box.log.debug(
				{
					requestId,
					method,
					path: path.slice(0, 200),
					status: res.statusCode,
					ms: Math.round(performance.now() - started)
				},
				'api'
			);
		}
	};
}
