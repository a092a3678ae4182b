/** Who is let through to an operation: one decision for HTTP calls and for the live socket. */
import type { Access } from '../../contract/access.ts';
import { BoxError, conflict } from '../../contract/errors.ts';
import {
	crossSiteError,
	crossSiteReason,
	sessionOf,
	type Arrival,
	type Auth,
	type FoundSession
} from '../auth/index.ts';
import { needWizard, type Setup } from '../setup/index.ts';

/** 403: only the wizard answers yet. */
export function notConfigured(): BoxError {
	return new BoxError({
		code: 'not-configured',
		status: 403,
		message: 'This box is not set up yet.',
		hint: 'Open its address in a browser and follow the steps there.'
	});
}

/** 401: no session. */
export function notLoggedIn(): BoxError {
	return new BoxError({
		code: 'not-logged-in',
		status: 401,
		message: 'Log in first.',
		hint: 'Send the token of POST /api/v1/sessions as “Authorization: Bearer …” or as cookie.'
	});
}

/**
 * Lets a call through or says why not.
 * @param call.changes it changes something, or opens a socket: then where it comes from is checked
 * @param call.isBoxInfo `GET /box`, the one open operation of a box that is not configured
 * @returns the owner's session, null for open calls and the wizard
 * @throws BoxError 401, 403, 409 `already-configured`, 429
 */
export async function authorize(
	services: { auth: Auth; setup: Setup },
	arrival: Arrival,
	call: { access: Access; changes: boolean; isBoxInfo: boolean }
): Promise<FoundSession | null> {
	const { auth, setup } = services;
	if (call.changes) {
		const reason = crossSiteReason(arrival.header, arrival.facts);
		if (reason !== null) throw crossSiteError(reason);
	}
	if (call.access === 'setup') {
		if (setup.configured()) throw conflict('already-configured', 'This box is set up already.', 'Log in instead.');
		needWizard(setup, {
			facts: arrival.facts,
			caller: arrival.caller,
			cookie: arrival.header('cookie'),
			claimCode: arrival.header('x-claim-code')
		});
		return null;
	}
	if (call.isBoxInfo) return null;
	if (!setup.configured()) throw notConfigured();
	if (call.access === 'open') return null;
	const found = await sessionOf(auth, arrival);
	if (!found) throw notLoggedIn();
	return found;
}
