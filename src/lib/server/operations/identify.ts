/** Who sent a request over HTTP: the same answer for the API, the live socket and forms. */
import { isBoxError } from '../../contract/errors.ts';
import { apiTokenOf, crossSiteError, crossSiteReason, sessionOf, type Arrival } from '../auth/index.ts';
import { needWizard } from '../setup/index.ts';
import type { Services } from '../services.ts';
import type { Caller } from './callers.ts';

/** A caller with what its adapter has to know. */
export interface Identified {
	readonly caller: Caller;
	/** Token of the session whose cookie is to be sent again, because the session was prolonged. */
	readonly freshToken: string | null;
	/**
	 * Asks again whether the caller's session or token still holds; an open connection counts as
	 * use of it.
	 */
	stillValid(): Promise<boolean>;
}

/**
 * Identifies who calls. Never throws for what a client sent: whoever cannot be let in is a caller
 * too, so that the audit sees it.
 * @param call.changes it changes something, or opens a socket: then where it comes from is checked
 * @param call.setup an operation of the wizard: then the claim code is looked at, and a wrong one
 *   is counted
 * @param call.local it came by the Unix socket: who shows no token of its own may do all
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
