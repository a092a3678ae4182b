/** Identifies who sent an HTTP request: in one way for the API, the live socket and forms. */
import { isBoxError } from '../../contract/errors.ts';
import { apiTokenOf, crossSiteError, crossSiteReason, sessionOf, type Arrival } from '../auth/index.ts';
import { needWizard } from '../setup/index.ts';
import type { Services } from '../services.ts';
import type { Caller } from './callers.ts';

/** A caller, with what its adapter needs to know. */
export interface Identified {
	readonly caller: Caller;
	/** Token of a prolonged session, whose cookie has to be sent again; otherwise null. */
	readonly freshToken: string | null;
	/**
	 * Checks again whether the caller's session or token is valid. For the session's expiry, an
	 * open connection counts as use.
	 */
	stillValid(): Promise<boolean>;
}

/**
 * Identifies the caller. Never throws for anything that a client sent: a caller who cannot be
 * admitted is still a caller, so that the audit records it.
 * @param call.changes the call changes something or opens a socket, so its origin is checked
 * @param call.setup the call is an operation of the wizard, so the claim code is checked, and a
 * wrong one is counted
 * @param call.local the call came by the Unix socket, so a caller without a token may do everything
 */
export async function identify(
	services: Pick<Services, 'auth' | 'setup'>,
	arrival: Arrival,
	call: { changes: boolean; setup: boolean; local?: boolean }
): Promise<Identified> {
	const { auth, setup } = services;
	const { client } = arrival;
	const plain = (caller: Caller): Identified => ({
		caller,
		freshToken: null,
		stillValid: () => Promise.resolve(true)
	});
	if (call.changes) {
		const reason = crossSiteReason(arrival.header, arrival.facts);
		if (reason !== null) return plain({ kind: 'refused', error: crossSiteError(reason, arrival.facts), client });
	}
	if (call.local && arrival.header('authorization') === undefined) {
		return plain({ kind: 'local', client: { ...client, address: 'local' } });
	}
	if (call.setup) {
		if (setup.configured()) return plain({ kind: 'anyone', client });
		try {
			needWizard(setup, {
				facts: arrival.facts,
				client,
				cookie: arrival.header('cookie'),
				claimCode: arrival.header('x-claim-code')
			});
			return plain({ kind: 'claim', client });
		} catch (error) {
			if (!isBoxError(error)) throw error;
			return plain({ kind: 'refused', error, client });
		}
	}
	const token = apiTokenOf(auth, arrival);
	if (token) {
		const { id, name, scopes } = token;
		return {
			caller: { kind: 'token', token: { id, name, scopes }, client },
			freshToken: null,
			stillValid: () => Promise.resolve(apiTokenOf(auth, arrival) !== null)
		};
	}
	if (token === null) return plain({ kind: 'anyone', client });
	const found = await sessionOf(auth, arrival);
	if (!found) return plain({ kind: 'anyone', client });
	return {
		caller: { kind: 'session', session: found.session, token: found.token, client },
		freshToken: found.fresh ? found.token : null,
		stillValid: async () => (await auth.validate(found.token)) !== null
	};
}
