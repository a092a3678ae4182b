/**
 * Restores a session whose cookie the browser dropped. Cookies ignore ports, and a browser keeps
 * some 180 of a host, so a page of a pup can push out the owner's cookie. The dashboard keeps a
 * secret in the storage of its own origin, which includes the port, and gets the cookie back with
 * it (docs/decisions/0066-sessions-that-are-pushed-out.md).
 */
import { BoxError } from '../../contract/errors.ts';
import type { Sealer } from '../keys/index.ts';
import type { SessionStore } from './sessions.ts';
import type { OpenSession } from './types.ts';

const CONTEXT = 'session/renewal';

export interface Renewals {
	/**
	 * Returns the encrypted token. It can only be exchanged for the cookie, and only at this box.
	 */
	of(token: string): string;
	/** @throws BoxError 401 `not-logged-in` */
	renew(secret: string): Promise<{ token: string; session: OpenSession }>;
}

export function createRenewals({
	sealer,
	sessions
}: {
	sealer: Sealer;
	sessions: Pick<SessionStore, 'validate'>;
}): Renewals {
	const tokenIn = (secret: string): string | null => {
		try {
			return sealer.open(secret, CONTEXT);
		} catch {
			return null;
		}
	};
	return {
		of: (token) => sealer.seal(token, CONTEXT),
		async renew(secret) {
			const token = tokenIn(secret);
			const found = token === null ? null : await sessions.validate(token);
			if (token === null || !found) {
				throw new BoxError({
					code: 'not-logged-in',
					status: 401,
					message: 'This session has ended.',
					hint: 'Log in again.'
				});
			}
			return { token, session: found.session };
		}
	};
}
