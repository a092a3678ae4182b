import type { Session } from '../../contract/box.ts';
import type { ApiToken, NewToken } from '../../contract/tokens.ts';

/** The remote end of a connection, before it has presented any credentials. */
export interface Client {
	/** Client address (of the socket, or as a trusted proxy reports it). */
	address: string;
	userAgent: string;
	/**
	 * Value of the device cookie, if the browser sent one: the owner has logged in on this device
	 * before.
	 */
	device?: string | undefined;
}

export interface OpenSession {
	id: string;
	/** Milliseconds since the epoch. */
	expiresAt: number;
}

/** API tokens: access for programs, with scopes and an expiry. */
export interface Tokens {
	/**
	 * @returns the token, which is shown only this once, and its stored data
	 * @throws BoxError 409 `too-many-tokens`
	 */
	create(input: NewToken): ApiToken & { token: string };
	/** Newest first, including expired ones. */
	list(): ApiToken[];
	/** Returns the data of a token; null when it is unknown or has expired. */
	validate(token: string): ApiToken | null;
	/** Records a use; written at most once a minute. */
	used(id: string, client: Client): void;
	/** Revokes a token. @throws BoxError 404 */
	remove(id: string): void;
}

/** Login through DKM, sessions stored by lucia, and throttling. */
export interface Auth {
	readonly cookieName: string;
	/** Determines which key the box has, once the key manager answers. */
	begin(): Promise<void>;
	/**
	 * @throws BoxError 401 `wrong-password`, 429 `too-many-attempts`, 409 `not-configured`, 503
	 *   `key-manager-down`
	 */
	login(password: string, client: Client): Promise<{ token: string; session: OpenSession }>;
	/** Opens a session right after setup, without checking the password again. */
	openSession(client: Client): Promise<{ token: string; session: OpenSession }>;
	/**
	 * Checks a token, and extends the session because it is in use (sliding expiry). `fresh`: the
	 * cookie must be sent again.
	 */
	validate(token: string): Promise<{ session: OpenSession; fresh: boolean } | null>;
	/**
	 * Returns a secret by which the holder of a session's token can have its cookie set again. The
	 * secret is not valid as a cookie or as a bearer token.
	 */
	renewalOf(token: string): string;
	/** @throws BoxError 401 `not-logged-in`: the secret is invalid, or its session has ended */
	renew(secret: string): Promise<{ token: string; session: OpenSession }>;
	/** Records the use of a session, for the list; written at most once a minute. */
	seen(sessionId: string, client: Client): void;
	/**
	 * Returns the tokens of a request: every candidate cookie with the session's name, then
	 * `Authorization: Bearer`.
	 */
	tokensOf(headers: { cookie?: string | undefined; authorization?: string | undefined }): string[];
	/** Returns a `Set-Cookie` value. `secure` for https. */
	cookie(token: string, expiresAt: number, secure: boolean): string;
	clearCookie(secure: boolean): string;
	/**
	 * Returns a `Set-Cookie` value that marks a device on which the owner has logged in, or null
	 * when it has a valid mark already. A marked device has its own count of wrong passwords, so
	 * that guessing elsewhere never slows it.
	 */
	deviceCookie(client: Client, secure: boolean): string | null;
	list(currentId: string): Session[];
	/** @throws BoxError 404 */
	revoke(id: string): Promise<void>;
	/** Ends every session except `exceptId`. */
	revokeAll(exceptId?: string): Promise<void>;
	/** Sets a new password by the current one; ends every other session. */
	changePassword(
		input: { current: string; next: string },
		client: Client,
		currentId: string | undefined
	): Promise<void>;
	/** Sets a new password by the 24 words; ends all sessions. */
	resetPassword(input: { words: string[]; next: string }, client: Client): Promise<void>;
	/**
	 * Whether keys are locked, because dogeboxd was restarted since the last login. `unlock`
	 * unlocks them by the password.
	 */
	keysLocked(): boolean;
	unlock(password: string, client: Client): Promise<void>;
	readonly tokens: Tokens;
	/**
	 * Calls `fn` with the id of a session or API token when it ends, so that its sockets can be
	 * closed. Ending a session waits for the promise that `fn` returns.
	 */
	onRevoke(fn: (credential: string) => void | Promise<void>): () => void;
	close(): Promise<void>;
}
