/**
 * Sessions: a login with the password returns a token that can derive pup keys for 65 minutes.
 *
 * The process stores neither the token nor a readable key: a session is stored under the token's
 * SHA-256, and its copy of the master key is sealed with a key derived from the token. So its
 * memory alone opens nothing.
 */
import { createHash, createHmac, randomBytes } from 'node:crypto';
import { badToken } from './failures.ts';
import { openWith, sealWith } from './sealing.ts';

/** Validity of a token as sent to clients, seconds. */
export const VALID_FOR_S = 3900;
/** Additional validity, and how long a rolled token still works, seconds. */
export const GRACE_S = 10;
/** Maximum number of sessions; one more ends the oldest. */
const MAX_SESSIONS = 256;
const TOKEN_BYTES = 16;
const NONCE_BYTES = 24;

interface Session {
	nonce: Uint8Array;
	enc: Uint8Array;
	rolled: boolean;
	expiresAt: number;
	timer: NodeJS.Timeout;
}

/** The open sessions of this process. A restart ends them all. */
export interface Sessions {
	/**
	 * Opens a session over the master key's bytes (not wiped here).
	 * @returns the token, 32 hex digits
	 */
	open(master: Uint8Array): string;
	/**
	 * Returns a new token for an old one, which works for 10 s more.
	 * @throws DkmFailure 401 `token`, also for a token that was already rolled
	 */
	roll(token: string): string;
	/**
	 * Calls `use` with the master key's bytes, which are wiped afterwards.
	 * @throws DkmFailure 401 `token`
	 */
	use<T>(token: string, use: (master: Uint8Array) => T): T;
	/** Ends one session; unknown tokens are no error. */
	end(token: string): void;
	endAll(): void;
	/** Whether any session is open. */
	any(): boolean;
}

const fileName = (token: string) => createHash('sha256').update(token).digest('hex');
const keyOf = (token: string) => createHmac('sha256', 'dkm session key').update(token).digest();

/** @param now monotonic clock, seconds */
export function createSessions(now: () => number): Sessions {
	const sessions = new Map<string, Session>();

	function drop(name: string): void {
		const session = sessions.get(name);
		if (!session) return;
		clearTimeout(session.timer);
		session.enc.fill(0);
		sessions.delete(name);
	}

	/** Schedules the end of a session. */
	function endIn(name: string, session: Session, seconds: number): void {
		clearTimeout(session.timer);
		session.expiresAt = now() + seconds;
		session.timer = setTimeout(() => drop(name), seconds * 1000);
		session.timer.unref();
	}

	function find(token: string): { name: string; session: Session } {
		const name = fileName(token);
		const session = sessions.get(name);
		if (!session) throw badToken();
		if (session.expiresAt <= now()) {
			drop(name);
			throw badToken();
		}
		return { name, session };
	}

	function open(master: Uint8Array): string {
		for (const oldest of sessions.keys()) {
			if (sessions.size < MAX_SESSIONS) break;
			drop(oldest);
		}
		const token = randomBytes(TOKEN_BYTES).toString('hex');
		const name = fileName(token);
		const key = keyOf(token);
		const nonce = randomBytes(NONCE_BYTES);
		const session: Session = {
			nonce,
			enc: sealWith(key, nonce, master),
			rolled: false,
			expiresAt: 0,
			timer: setTimeout(() => undefined, 0)
		};
		key.fill(0);
		sessions.set(name, session);
		endIn(name, session, VALID_FOR_S + GRACE_S);
		return token;
	}

	function use<T>(token: string, fn: (master: Uint8Array) => T): T {
		const { session } = find(token);
		const key = keyOf(token);
		const master = openWith(key, session.nonce, session.enc);
		key.fill(0);
		if (!master) throw badToken();
		try {
			return fn(master);
		} finally {
			master.fill(0);
		}
	}

	return {
		open,
		use,
		roll(token) {
			const { name, session } = find(token);
			// Refused but kept: other requests may still use it during its last 10 s.
			if (session.rolled) throw badToken();
			const next = use(token, open);
			session.rolled = true;
			endIn(name, session, GRACE_S);
			return next;
		},
		end: (token) => drop(fileName(token)),
		endAll() {
			for (const name of [...sessions.keys()]) drop(name);
		},
		any: () => sessions.size > 0
	};
}
