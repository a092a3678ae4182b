/**
 * The guard in front of all pages: who calls, may they, and what every answer says about itself.
 */
import { building } from '$app/environment';
import { redirect, type Handle, type HandleServerError, type ServerInit } from '@sveltejs/kit';
import { routeAccess } from '$lib/contract/access.ts';
import { isBoxError } from '$lib/contract/errors.ts';
import { systemError } from '$lib/contract/system-errors.ts';
import { boot, handover, newRequestId } from '$lib/server/api/index.ts';
import {
	arrivalFrom,
	crossSiteError,
	crossSiteReason,
	isSafeMethod,
	lightened,
	sessionOf,
	type Arrival,
	type Client,
	type OpenSession
} from '$lib/server/auth/index.ts';
import { createBox } from '$lib/server/box.ts';
import type { Caller } from '$lib/server/operations/index.ts';
import type { Services } from '$lib/server/services.ts';
import { needWizard } from '$lib/server/setup/index.ts';
import { PAGE_HEADERS } from '$lib/server/web-page.ts';
import { withNeededNotes } from '$lib/server/early-input.ts';

export const init: ServerInit = async () => {
	if (building) return;
	await boot(createBox);
};

type Event = Parameters<Handle>[0]['event'];

/** The node request below, where the adapter gives it. */
interface NodePlatform {
	req?: { socket: { remoteAddress?: string } };
}

function arrive(event: Event, box: Services): Arrival {
	const platform = event.platform as NodePlatform | undefined;
	return arrivalFrom(
		{
			header: (name) => event.request.headers.get(name) ?? undefined,
			// Kit's own getClientAddress already tells the address behind a trusted proxy; here the
			// peer itself is wanted.
			remoteAddress: platform?.req?.socket.remoteAddress ?? event.getClientAddress(),
			encrypted: false
		},
		box.config.trustedProxy
	);
}

/**
 * Whether the caller may use the wizard. Looks only at what a browser carries, so it never counts
 * as a wrong code.
 */
function mayUseWizard(box: Services, arrival: Arrival): boolean {
	if (box.setup.configured()) return false;
	try {
		needWizard(box.setup, {
			facts: arrival.facts,
			client: arrival.client,
			cookie: arrival.header('cookie'),
			claimCode: undefined
		});
		return true;
	} catch {
		return false;
	}
}

/**
 * Who calls, as operations want to know it. Pages are for sessions and the wizard alone: a token is
 * nobody here.
 */
function callerOf(session: OpenSession | null, wizard: boolean, client: Client): Caller {
	if (session) return { kind: 'session', session, client };
	return { kind: wizard ? 'claim' : 'anyone', client };
}

/** Sends the caller where it belongs, or returns for those who may stay. */
function guard(event: Event): void {
	const { box, session, wizard } = event.locals;
	const access = routeAccess(event.route.id);
	const isWizardPage = event.route.id === '/setup' || (event.route.id?.startsWith('/setup/') ?? false);
	if (!box.setup.configured()) {
		if (!isWizardPage) redirect(303, '/setup');
		if (access === 'open' || (access === 'setup' && wizard)) return;
		redirect(303, wizard ? '/setup' : '/setup/code');
	}
	if (access === 'open' && !isWizardPage) return;
	if (access === 'owner' || access === null) {
		if (session) return;
		const next = event.url.pathname + event.url.search;
		redirect(303, next === '/' ? '/login' : `/login?next=${encodeURIComponent(next)}`);
	}
	// The wizard of a box that is set up.
	redirect(303, '/');
}

/**
 * Where Kit sends no policy of its own. Pages keep their inline start script; everything else may
 * load nothing foreign.
 */
const PAGE_POLICY = "base-uri 'none'; object-src 'none'; frame-ancestors 'none'; form-action 'self'";
const OTHER_POLICY = `default-src 'self'; ${PAGE_POLICY}`;

/** Headers that every answer carries. */
function setSecurityHeaders(response: Response, event: Event): Response {
	for (const [name, value] of Object.entries(PAGE_HEADERS)) response.headers.set(name, value);
	if (!response.headers.has('content-security-policy')) {
		const isPage = response.headers.get('content-type')?.startsWith('text/html') ?? false;
		response.headers.set('content-security-policy', isPage ? PAGE_POLICY : OTHER_POLICY);
	}
	if (!response.headers.has('cache-control')) response.headers.set('cache-control', 'no-store');
	response.headers.set('x-request-id', event.locals.requestId);
	return response;
}

export const handle: Handle = async ({ event, resolve }) => {
	const { box, operations } = await boot(createBox);
	const { auth } = box;
	const arrival = arrive(event, box);
	const secure = arrival.facts.scheme === 'https';
	const found = await sessionOf(auth, arrival);
	event.locals.box = box;
	event.locals.requestId = newRequestId();
	event.locals.secure = secure;
	event.locals.session = found?.session ?? null;
	event.locals.wizard = mayUseWizard(box, arrival);
	event.locals.operations = operations;
	event.locals.caller = callerOf(found?.session ?? null, event.locals.wizard, arrival.client);
	event.locals.setCookies = [];

	if (!isSafeMethod(event.request.method)) {
		const reason = crossSiteReason(arrival.header, arrival.facts);
		if (reason !== null) {
			const error = crossSiteError(reason, arrival.facts);
			box.log.debug(
				{ requestId: event.locals.requestId, reason, path: event.url.pathname },
				'cross-site request refused'
			);
			return setSecurityHeaders(
				new Response(`${error.message} ${error.hint ?? ''}\n`, { status: error.status }),
				event
			);
		}
	}
	guard(event);
	// Only the login shows nothing of pups.
	if (routeAccess(event.route.id) !== 'open') await box.shown;

	const response = await resolve(event, { transformPageChunk: withNeededNotes });
	for (const line of event.locals.setCookies) response.headers.append('set-cookie', line);
	if (found) {
		for (const line of lightened(arrival.header('cookie'))) response.headers.append('set-cookie', line);
		const set = response.headers.getSetCookie().map((line) => line.split('=')[0]);
		// Not when the page itself sets or clears it: logging out must win.
		if (found.fresh && !set.includes(auth.cookieName) && arrival.header('authorization') === undefined) {
			response.headers.append('set-cookie', auth.cookie(found.token, found.session.expiresAt, secure));
		}
		const device = auth.deviceCookie(arrival.client, secure);
		if (device) response.headers.append('set-cookie', device);
	}
	return setSecurityHeaders(response, event);
};

export const handleError: HandleServerError = ({ error: cause, event, status, message }) => {
	const known = systemError(cause);
	const error = known ?? cause;
	// Errors before `handle` (a route that cannot be parsed) have no locals yet.
	const requestId = (event.locals as Partial<App.Locals>).requestId ?? newRequestId();
	if (known) handover()?.log.error({ err: cause, requestId, path: event.url.pathname }, 'the system refused a page');
	if (isBoxError(error)) {
		return { message: error.message, code: error.code, requestId, ...(error.hint && { hint: error.hint }) };
	}
	if (status === 404) return { message: 'There is no such page.', code: 'not-found', requestId };
	handover()?.log.error({ err: error, requestId, path: event.url.pathname }, 'a page failed');
	return {
		message: status < 500 ? message : 'Something went wrong inside the box.',
		code: status < 500 ? 'refused' : 'internal',
		requestId,
		...(status >= 500 && { hint: `Look for ${requestId} in the log of dogeboxd.` })
	};
};
