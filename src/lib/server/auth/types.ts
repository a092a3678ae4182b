import type { Session } from '../../contract/box.ts';
import type { ApiToken, NewToken } from '../../contract/tokens.ts';

/** The other end of a connection: who is asking, before anything was shown. */
export interface Client {
	/** Client address (of the socket, or as a trusted proxy says). */
	address: string;
	userAgent: string;
	/** Value of the device cookie, where the browser sent one: this device has logged in before. */
	device?: string | undefined;
}

export interface OpenSession {
	id: string;
	/** Milliseconds since the epoch. */
	expiresAt: number;
}

/** API tokens: access for programs, with scopes and an end. */
export interface Tokens {
	/**
	 * @returns the token, shown this once, and what is kept of it.
	 * @throws BoxError 409 `too-many-tokens`
	 */
	create(input: NewToken): ApiToken & { token: string };
	/** Newest first, also those that have ended. */
	list(): ApiToken[];
	/** The token that this is; null for none, and for one that has ended. */
	validate(token: string): ApiToken | null;
	/** Notes a use; written at most once a minute. */
	used(id: string, client: Client): void;
	/** Revokes it. @throws BoxError 404 */
	remove(id: string): void;
}

/** Login through DKM, sessions of lucia, throttling. */
export interface Auth {
	readonly cookieName: string;
	/** Looks, once the key manager answers, which key the box has. */
	begin(): Promise<void>;
	/**
	 * @throws BoxError 401 `wrong-password`, 429 `too-many-attempts`, 409 `not-configured`, 503
	 *   `key-manager-down`
	 */
	login(password: string, client: Client): Promise<{ token: string; session: OpenSession }>;
	/** A session right after setup, without another password check. */
	openSession(client: Client): Promise<{ token: string; session: OpenSession }>;
	/**
	 * Checks a token; extends the session when it is used (sliding). `fresh`: the cookie must be
	 * sent again.
	 */
	validate(token: string): Promise<{ session: OpenSession; fresh: boolean } | null>;
	/**
	 * Secret by which the holder of a session's token can have its cookie set again. It is of no
	 * use as a cookie or as a bearer token.
	 */
	renewalOf(token: string): string;
	/** @throws BoxError 401 `not-logged-in`: it is no such secret, or its session has ended */
	renew(secret: string): Promise<{ token: string; session: OpenSession }>;
	/** Notes that a session is in use, for the list; written at most once a minute. */
	seen(sessionId: string, client: Client): void;
	/**
	 * The tokens of a request: every candidate cookie of our name, then `Authorization: Bearer`.
	 */
	tokensOf(headers: { cookie?: string | undefined; authorization?: string | undefined }): string[];
	/** `Set-Cookie` value. `secure` on https. */
	cookie(token: string, expiresAt: number, secure: boolean): string;
	clearCookie(secure: boolean): string;
	/**
	 * `Set-Cookie` value that marks a device as one whose owner has logged in, or null when it has
	 * a good mark already. Such a device keeps its own count of wrong passwords, so that guessing
	 * elsewhere never slows it.
	 */
	deviceCookie(client: Client, secure: boolean): string | null;
	list(currentId: string): Session[];
	/** @throws BoxError 404 */
	revoke(id: string): Promise<void>;
	/** Ends every session but `exceptId`. */
	revokeAll(exceptId?: string): Promise<void>;
	/** New password by the present one or by the 24 words; ends every other session. */
	changePassword(
		input: { current: string; next: string },
		client: Client,
		currentId: string | undefined
	): Promise<void>;
	resetPassword(input: { words: string[]; next: string }, client: Client): Promise<void>;
	/**
	 * Whether keys are locked (dogeboxd was restarted since the last login), and unlocking by
	 * password.
	 */
	keysLocked(): boolean;
	unlock(password: string, client: Client): Promise<void>;
	readonly tokens: Tokens;
	/**
	 * Called with the id of a session or API token when it ends, so that its sockets close. Whoever
	 * ends a session waits for what `fn` promises.
	 */
	onRevoke(fn: (credential: string) => void | Promise<void>): () => void;
	close(): Promise<void>;
}
