/** The JSON API: finds the operation, lets the caller through, checks the input, calls the handler, answers. */
import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import FindMyWay from 'find-my-way';
import { BoxError, isBoxError, toProblem } from '../../contract/errors.ts';
import type { Method, Operation } from '../../contract/operation.ts';
import { allOperations, API_BASE, type OperationId } from '../../contract/operations.ts';
import { arrivalOf, isSafeMethod, type Arrival, type OpenSession } from '../auth/index.ts';
import type { Services } from '../services.ts';
import { sendFile, sendJson, sendNothing, sendProblem } from './answers.ts';
import { check, drain, readJson } from './body.ts';
import { authorize } from './guard.ts';
import { createHandlers, type CallContext } from './handlers.ts';
import { createRateLimits } from './limits.ts';

/** A fresh request id; it stands in the answer and in the log. */
export function newRequestId(): string {
	return randomBytes(8).toString('hex');
}

interface Route {
	id: OperationId;
	operation: Operation;
}

type AnyHandler = (input: unknown, context: CallContext) => unknown;

const METHODS: readonly Method[] = ['GET', 'POST', 'PUT', 'DELETE'];

/** Whether a path is the API's to answer, known or not. */
export function isApiPath(url: string): boolean {
	return /^\/api(\/|\?|$)/.test(url);
}

/** Makes the handler of everything below `/api`. */
export function createApi(box: Services): (req: IncomingMessage, res: ServerResponse) => Promise<void> {
	const router = FindMyWay<FindMyWay.HTTPVersion.V1>({ maxParamLength: 300 });
	for (const [id, operation] of allOperations()) {
		const path = API_BASE + operation.path.replace(/\{(\w+)\}/g, ':$1');
		router.on(operation.method, path, () => undefined, { id, operation } satisfies Route);
	}
	const handlers = createHandlers(box) as unknown as Record<OperationId, AnyHandler>;
	const limits = createRateLimits();

	/** Methods that a path knows. */
	function allowed(path: string): string[] {
		const known: string[] = METHODS.filter((method) => router.find(method, path) !== null);
		if (known.includes('GET')) known.push('HEAD');
		if (known.length > 0) known.push('OPTIONS');
		return known;
	}

	function find(method: string, path: string): { route: Route; params: Record<string, string | undefined> } | null {
		const wanted = method === 'HEAD' ? 'GET' : method;
		if (!METHODS.includes(wanted as Method)) return null;
		const found = router.find(wanted as Method, path);
		return found && { route: found.store as Route, params: found.params };
	}

	function audit(
		route: Route,
		arrival: Arrival,
		session: OpenSession | null,
		subject: string | null,
		error: unknown
	): void {
		if (!route.operation.audit) return;
		box.auth.audit({
			actor: session ? 'owner' : route.operation.access === 'setup' ? 'setup' : 'anyone',
			address: arrival.facts.address,
			action: route.id,
			subject,
			outcome: error === undefined ? 'done' : isBoxError(error) && error.status < 500 ? 'refused' : 'failed',
			detail: error === undefined ? null : isBoxError(error) ? error.code : 'internal'
		});
	}

	async function call(
		route: Route,
		pathParams: Record<string, string | undefined>,
		search: string,
		req: IncomingMessage,
		res: ServerResponse,
		arrival: Arrival,
		headers: Record<string, string | string[]>
	): Promise<void> {
		const { id, operation } = route;
		const cookies: string[] = [];
		let session: OpenSession | null = null;
		let subject: string | null = pathParams['id']?.slice(0, 80) ?? null;
		let output: unknown;
		try {
			const owner = await authorize(box, arrival, {
				access: operation.access,
				changes: !isSafeMethod(req.method ?? 'GET'),
				isBoxInfo: id === 'box.get'
			});
			session = owner?.session ?? null;
			if (operation.perMinute !== undefined) {
				limits.take(id, operation.perMinute, session?.id ?? arrival.facts.address);
			}
			// Sent anew only to who came by cookie: a program with a Bearer token keeps no cookies.
			if (owner?.fresh && arrival.header('authorization') === undefined) {
				cookies.push(box.auth.cookie(owner.token, owner.session.expiresAt, arrival.facts.scheme === 'https'));
			}
			if (operation.output === 'socket') {
				throw new BoxError({
					code: 'upgrade-required',
					status: 426,
					message: 'This address is a WebSocket.',
					hint: 'Open it with a WebSocket client.'
				});
			}
			const input = {
				params: operation.params && check(operation.params, pathParams),
				query: operation.query && check(operation.query, Object.fromEntries(new URLSearchParams(search))),
				body: operation.body && check(operation.body, await readJson(req))
			};
			output = await handlers[id](input, {
				facts: arrival.facts,
				caller: arrival.caller,
				session,
				setCookie: (value) => cookies.push(value),
				subject: (value) => (subject = value)
			});
		} catch (error) {
			audit(route, arrival, session, subject, error);
			throw error;
		}
		audit(route, arrival, session, subject, undefined);
		if (cookies.length > 0) headers['set-cookie'] = cookies;
		if (operation.output === null) sendNothing(res, operation.status, headers);
		else if (operation.output === 'file') await sendFile(req, res, output as { path: string; type: string }, headers);
		else sendJson(req, res, operation.status, output, headers);
		// A body that no schema asked for is thrown away, so that the connection can go on.
		drain(req);
	}

	return async (req, res) => {
		const requestId = newRequestId();
		const headers: Record<string, string | string[]> = { 'x-request-id': requestId };
		const url = req.url ?? '/';
		const at = url.indexOf('?');
		const path = at < 0 ? url : url.slice(0, at);
		const search = at < 0 ? '' : url.slice(at + 1);
		const method = req.method ?? 'GET';
		const started = performance.now();
		try {
			const arrival = arrivalOf(req, box.config.trustedProxy);
			const found = find(method, path);
			if (!found) {
				const allow = allowed(path);
				if (allow.length === 0) {
					throw new BoxError({
						code: 'not-found',
						status: 404,
						message: 'There is no such address in the API.',
						hint: `It begins with ${API_BASE}; docs/api.md lists all of it.`
					});
				}
				headers['allow'] = allow.join(', ');
				if (method === 'OPTIONS') {
					sendNothing(res, 204, headers);
					return;
				}
				throw new BoxError({
					code: 'method-not-allowed',
					status: 405,
					message: `${method.slice(0, 20)} is not possible here.`,
					hint: `Possible: ${allow.join(', ')}.`
				});
			}
			if (found.route.operation.output === 'socket') headers['upgrade'] = 'websocket';
			await call(found.route, found.params, search, req, res, arrival, headers);
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
