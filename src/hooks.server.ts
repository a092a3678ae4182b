/** The guard in front of all pages: who calls, may they, and what every answer says about itself. */
import { building } from '$app/environment';
import { isRedirect, redirect, type Handle, type HandleServerError, type ServerInit } from '@sveltejs/kit';
import { routeAccess } from '$lib/contract/access.ts';
import { isBoxError } from '$lib/contract/errors.ts';
import { boot, handover, newRequestId } from '$lib/server/api/index.ts';
import {
	arrivalFrom,
	crossSiteError,
	crossSiteReason,
	isSafeMethod,
	sessionOf,
	type Arrival
} from '$lib/server/auth/index.ts';
import { createBox } from '$lib/server/box.ts';
import type { Services } from '$lib/server/services.ts';
import { needWizard } from '$lib/server/setup/index.ts';

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
			// Kit's own getClientAddress already tells the address behind a trusted proxy; here the peer itself is wanted.
			remoteAddress: platform?.req?.socket.remoteAddress ?? event.getClientAddress(),
			encrypted: false
		},
		box.config.trustedProxy
	);
}

/** Whether the caller may use the wizard. Looks only at what a browser carries, so it never counts as a wrong code. */
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

const HEADERS: Readonly<Record<string, string>> = {
	'x-content-type-options': 'nosniff',
	// `no-referrer` would make browsers send “Origin: null” with our own forms.
	'referrer-policy': 'same-origin',
	'x-frame-options': 'DENY',
	'cross-origin-opener-policy': 'same-origin',
	'cross-origin-resource-policy': 'same-origin',
	'permissions-policy': 'camera=(), microphone=(), geolocation=(), payment=(), usb=()'
};

/** Where Kit sends no policy of its own. Pages keep their inline start script; everything else may load nothing foreign. */
const PAGE_POLICY = "base-uri 'none'; object-src 'none'; frame-ancestors 'none'; form-action 'self'";
const OTHER_POLICY = `default-src 'self'; ${PAGE_POLICY}`;

/** Headers that every answer carries. */
function setSecurityHeaders(response: Response, event: Event): Response {
	for (const [name, value] of Object.entries(HEADERS)) response.headers.set(name, value);
	if (!response.headers.has('content-security-policy')) {
		const isPage = response.headers.get('content-type')?.startsWith('text/html') ?? false;
		response.headers.set('content-security-policy', isPage ? PAGE_POLICY : OTHER_POLICY);
	}
	if (!response.headers.has('cache-control')) response.headers.set('cache-control', 'no-store');
	response.headers.set('x-request-id', event.locals.requestId);
	return response;
}

export const handle: Handle = async ({ event, resolve }) => {
	const { box } = await boot(createBox);
	const { auth } = box;
	const arrival = arrive(event, box);
	const secure = arrival.facts.scheme === 'https';
	const found = await sessionOf(auth, arrival);
	event.locals.box = box;
	event.locals.requestId = newRequestId();
	event.locals.caller = arrival.client;
	event.locals.secure = secure;
	event.locals.session = found?.session ?? null;
	event.locals.wizard = mayUseWizard(box, arrival);

	const changes = !isSafeMethod(event.request.method);
	if (changes) {
		const reason = crossSiteReason(arrival.header, arrival.facts);
		if (reason !== null) {
			const error = crossSiteError(reason);
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

	let outcome: 'done' | 'refused' | 'failed' = 'failed';
	let response: Response;
	try {
		response = await resolve(event);
		outcome = response.status < 400 ? 'done' : response.status < 500 ? 'refused' : 'failed';
	} catch (error) {
		if (isRedirect(error)) outcome = 'done';
		throw error;
	} finally {
		if (changes && event.route.id !== null) {
			auth.audit({
				actorId: null,
				actorName: null,
				actor: event.locals.session ? 'owner' : event.locals.wizard ? 'setup' : 'anyone',
				address: arrival.facts.address,
				action:
					`page:${event.route.id}${event.url.search.startsWith('?/') ? event.url.search.split('&')[0] : ''}`.slice(
						0,
						200
					),
				subject: event.params['id']?.slice(0, 80) ?? null,
				outcome,
				detail: null
			});
		}
	}
	if (found) {
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

export const handleError: HandleServerError = ({ error, event, status, message }) => {
	// Errors before `handle` (a route that cannot be parsed) have no locals yet.
	const requestId = (event.locals as Partial<App.Locals>).requestId ?? newRequestId();
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
