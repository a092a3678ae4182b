/** Access to the recovery page: requires the owner's password, which the key manager checks. */
import { randomBytes } from 'node:crypto';
import { isBoxError } from '../../contract/errors.ts';
import { cookieValues, COOKIE_PREFIX, createThrottle, setCookie, type Arrival } from '../auth/index.ts';
import { createRecent } from '../concurrency/index.ts';
import type { DkmClient } from '../keys/index.ts';

const COOKIE = `${COOKIE_PREFIX}recovery`;
/** Lifetime of a sign-in without use, milliseconds. */
const GOOD_FOR_MS = 30 * 60_000;
/** Most open sign-ins; beyond that the oldest is removed. */
const MAX_OPEN = 20;

export interface Access {
	/**
	 * Checks the password.
	 * @returns the cookie to set
	 * @throws BoxError 401 `wrong-password`, 429 `too-many-attempts`, 409 `no-key`, 503
	 *   `key-manager-down`
	 */
	signIn(password: string, arrival: Arrival): Promise<string>;
	isSignedIn(arrival: Arrival): boolean;
}

/** Sessions are kept in memory only, because there is no database. */
export function createAccess(
	dkm: Pick<DkmClient, 'login' | 'logout'>,
	now: () => number = () => performance.now()
): Access {
	const throttle = createThrottle({ now, what: 'Too many wrong passwords.' });
	/** Time of the last use, by token. */
	const open = createRecent<string, number>(MAX_OPEN);

	return {
		async signIn(password, { client, facts }) {
			const attempt = throttle.begin({ address: client.address, device: null, known: facts.loopback });
			try {
				const session = await dkm.login(password, { from: `recovery ${client.address}` });
				attempt.succeed();
				// The session is not needed: dogeboxd creates its own at the next sign-in.
				await dkm.logout(session.token).catch(() => undefined);
			} catch (error) {
				if (isBoxError(error) && error.code === 'wrong-password') attempt.fail();
				else attempt.cancel();
				throw error;
			}
			const token = randomBytes(32).toString('hex');
			open.set(token, now());
			return setCookie(COOKIE, token, GOOD_FOR_MS / 1000, facts.scheme === 'https');
		},
		isSignedIn(arrival) {
			for (const token of cookieValues(arrival.header('cookie'), COOKIE)) {
				const at = open.get(token);
				if (at === undefined) continue;
				if (now() - at < GOOD_FOR_MS) {
					open.set(token, now());
					return true;
				}
				open.delete(token);
			}
			return false;
		}
	};
}
