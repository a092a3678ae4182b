/** Combines login, sessions and tokens. */
import type { Logger } from 'pino';
import { BoxError, isBoxError } from '../../contract/errors.ts';
import { ifWritable } from '../../contract/system-errors.ts';
import type { Database } from '../db/index.ts';
import type { Events } from '../events/types.ts';
import type { DkmClient, Keyring, Sealer } from '../keys/index.ts';
import { cookieValues, DEVICE_COOKIE, SESSION_COOKIE, setCookie } from './cookies.ts';
import { bearerOf } from './arrival.ts';
import { createKnownDevices } from './devices.ts';
import { createLostKey } from './lost-key.ts';
import { createPasswordChanges } from './password-changes.ts';
import { isLoopbackAddress } from './request.ts';
import { createRenewals } from './renewals.ts';
import { createSessionStore } from './sessions.ts';
import { createTokens } from './tokens.ts';
import { addressKey, createThrottle } from './throttle.ts';
import type { Auth, Client } from './types.ts';
import { within } from '../concurrency/index.ts';

/**
 * Lifetime of the mark on a device, in seconds. Browsers keep no cookie longer than 400 days (RFC
 * 6265bis, 5.5).
 */
const DEVICE_SECONDS = 400 * 24 * 3600;
const HOUR = 3600_000;
/** Milliseconds that the end of a session waits at most until its open connections are cut. */
const CUT_WITHIN = 2000;

export interface AuthDeps {
	database: Database;
	dkm: DkmClient;
	keyring: Keyring;
	sealer: Sealer;
	events: Events;
	log: Logger;
	/** Whether the wizard is finished. Before that nobody can log in. */
	configured: () => boolean;
	/** Clock, milliseconds. */
	now?: () => number;
}

/** Creates the auth service. Its timers end with `close`. */
export function createAuth(deps: AuthDeps): Auth {
	const { database, dkm, keyring, events, log } = deps;
	const now = deps.now ?? Date.now;
	const listeners = new Set<(credential: string) => void | Promise<void>>();
	const devices = createKnownDevices(database.settings, now);
	const throttle = createThrottle({ ...(deps.now && { now: deps.now }), what: 'Too many wrong passwords.' });
	/** Notifies the owners of open connections, which log their own errors. */
	const ended = async (credential: string) => {
		const all = Promise.allSettled([...listeners].map(async (fn) => fn(credential)));
		await within(all, CUT_WITHIN);
	};
	const sessions = createSessionStore({
		database,
		now,
		ended
	});

	const renewals = createRenewals({ sealer: deps.sealer, sessions });
	const tokens = createTokens({ database, now, ended: (id) => void ended(id) });

	const prune = () => {
		sessions.prune().catch((error: unknown) => log.error({ err: error }, 'expired sessions could not be removed'));
	};
	const timer = setInterval(prune, HOUR);
	timer.unref();
	prune();

	/** Name of the client under which wrong passwords are counted, here and in the key manager. */
	const fromOf = (client: Client, device: string | null) =>
		device === null ? addressKey(client.address) : `device ${device}`;

	/**
	 * Runs a throttled check of a secret. A wrong secret is counted; an unavailable key manager is
	 * not.
	 */
	async function guarded<T>(client: Client, wrong: readonly string[], check: (from: string) => Promise<T>): Promise<T> {
		const device = devices.check(client.device);
		const attempt = throttle.begin({
			address: client.address,
			device,
			known: isLoopbackAddress(client.address) || devices.isKnownAddress(client.address)
		});
		try {
			const result = await check(fromOf(client, device));
			attempt.succeed();
			return result;
		} catch (error) {
			if (isBoxError(error) && wrong.includes(error.code)) attempt.fail();
			else attempt.cancel();
			throw error;
		}
	}

	const lostKey = createLostKey({ settings: database.settings, dkm, keyring, log, configured: deps.configured });
	const { endingOthers } = createPasswordChanges({ database, sessions, events, log });

	function needConfigured(): void {
		if (deps.configured()) return;
		throw new BoxError({
			code: 'not-configured',
			status: 409,
			message: 'This box is not set up yet.',
			hint: 'Open its address in a browser and follow the steps there.'
		});
	}

	async function open(client: Client) {
		const opened = await sessions.open(client);
		// Neither write is worth locking out an owner whose disk is full.
		const failure = ifWritable(() => {
			devices.rememberAddress(client.address);
			events.emit({ kind: 'sessions' });
		});
		if (failure !== null) log.warn({ err: failure }, 'a login could not be recorded');
		return opened;
	}

	/** Returns the token of a session of the key manager. */
	async function sessionBy(password: string, client: Client): Promise<string> {
		const { token } = await guarded(client, ['wrong-password'], (from) =>
			lostKey.naming(() => dkm.login(password, { from }))
		);
		return token;
	}

	return {
		cookieName: SESSION_COOKIE,

		async login(password, client) {
			needConfigured();
			keyring.unlock(await sessionBy(password, client));
			return open(client);
		},

		openSession: open,
		validate: (token) => sessions.validate(token),
		renewalOf: (token) => renewals.of(token),
		renew: (secret) => renewals.renew(secret),
		seen: (id, client) => sessions.seen(id, client),

		tokensOf({ cookie, authorization }) {
			const candidates = cookieValues(cookie, SESSION_COOKIE);
			const bearer = bearerOf(authorization);
			if (bearer !== undefined && !candidates.includes(bearer)) candidates.push(bearer);
			return candidates;
		},

		cookie: (token, expiresAt, secure) => setCookie(SESSION_COOKIE, token, (expiresAt - Date.now()) / 1000, secure),
		clearCookie: (secure) => setCookie(SESSION_COOKIE, '', 0, secure),

		deviceCookie(client, secure) {
			if (devices.check(client.device) !== null) return null;
			return setCookie(DEVICE_COOKIE, devices.create(), DEVICE_SECONDS, secure);
		},

		list: (currentId) => sessions.list(currentId),

		async revoke(id) {
			await sessions.end(id);
			events.emit({ kind: 'sessions' });
		},

		async revokeAll(exceptId) {
			await sessions.endAll(exceptId);
			events.emit({ kind: 'sessions' });
		},

		async changePassword({ current, next }, client, currentId) {
			needConfigured();
			const { token } = await guarded(client, ['wrong-password'], (from) =>
				endingOthers(currentId ?? null, () => lostKey.naming(() => dkm.changePassword({ current, next, from })))
			);
			keyring.unlock(token);
		},

		async resetPassword({ words, next }, client) {
			needConfigured();
			const { token } = await guarded(client, ['wrong-words', 'other-words'], () =>
				endingOthers(null, () => lostKey.recover({ words, next }))
			);
			keyring.unlock(token);
		},

		keysLocked: () => keyring.locked(),
		begin: () => lostKey.remember(),

		async unlock(password, client) {
			needConfigured();
			keyring.unlock(await sessionBy(password, client));
		},

		tokens: {
			...tokens,
			create(input) {
				const made = tokens.create(input);
				events.emit({ kind: 'sessions' });
				return made;
			},
			remove(id) {
				tokens.remove(id);
				events.emit({ kind: 'sessions' });
			}
		},

		onRevoke(fn) {
			const own = (id: string) => fn(id);
			listeners.add(own);
			return () => void listeners.delete(own);
		},

		async close() {
			clearInterval(timer);
			lostKey.close();
			listeners.clear();
		}
	};
}
