/** Who may use the recovery page: whoever knows the owner's password, as the key manager says. */
import { randomBytes } from 'node:crypto';
import { isBoxError } from '../../contract/errors.ts';
import { cookieValues, COOKIE_PREFIX, createThrottle, setCookie, type Arrival } from '../auth/index.ts';
import { createRecent } from '../concurrency/index.ts';
import type { DkmClient } from '../keys/index.ts';

const COOKIE = `${COOKIE_PREFIX}recovery`;
/** A sign-in is good for so long without use, ms. */
const GOOD_FOR_MS = 30 * 60_000;
/** Sign-ins that are open at a time; the oldest goes. */
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

/** Nothing of a session is on the disk: there is no database. */
export function createAccess(
	dkm: Pick<DkmClient, 'login' | 'logout'>,
	now: () => number = () => performance.now()
): Access {
	const throttle = createThrottle({ now, what: 'There were too many wrong passwords.' });
	/** Moment of the last use by token. */
	const open = createRecent<string, number>(MAX_OPEN);

	return {
		async signIn(password, { client, facts }) {
			const attempt = throttle.begin({ address: client.address, device: null, known: facts.loopback });
			try {
				const session = await dkm.login(password, { from: `recovery ${client.address}` });
				attempt.succeed();
				// The box opens one of its own at the next sign-in.
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
