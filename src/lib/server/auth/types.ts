import type { Session } from '../../contract/box.ts';

export interface Caller {
	/** Client address (of the socket, or told by a trusted proxy). */
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

/** One line of the audit: who did what, and how it ended. */
export interface AuditEntry {
	/** `owner`, `setup`, or `anyone` for a caller who is not logged in. */
	actor: string;
	address: string;
	/** Id of the operation (`pups.start`), or `page:<route>` for a form. */
	action: string;
	/** What it was done to: a pup's id, a session … */
	subject: string | null;
	outcome: 'done' | 'refused' | 'failed';
	/** Short; never a secret. */
	detail: string | null;
}

/** Login through DKM, sessions of lucia, throttling. */
export interface Auth {
	readonly cookieName: string;
	/** @throws BoxError 401 `wrong-password`, 429 `too-many-attempts`, 409 `not-configured`, 503 `key-manager-down` */
	login(password: string, caller: Caller): Promise<{ token: string; session: OpenSession }>;
	/** A session right after setup, without another password check. */
	openSession(caller: Caller): Promise<{ token: string; session: OpenSession }>;
	/** Checks a token; extends the session when it is used (sliding). `fresh`: the cookie must be sent again. */
	validate(token: string): Promise<{ session: OpenSession; fresh: boolean } | null>;
	/** Notes that a session is in use, for the list; written at most once a minute. */
	seen(sessionId: string, caller: Caller): void;
	/** The tokens of a request: every candidate cookie of our name, then `Authorization: Bearer`. */
	tokensOf(headers: { cookie?: string | undefined; authorization?: string | undefined }): string[];
	/** `Set-Cookie` value. `secure` on https. */
	cookie(token: string, expiresAt: number, secure: boolean): string;
	clearCookie(secure: boolean): string;
	/**
	 * `Set-Cookie` value that marks a device as one whose owner has logged in, or null when it has a good mark already.
	 * Such a device keeps its own count of wrong passwords, so that guessing elsewhere never slows it.
	 */
	deviceCookie(caller: Caller, secure: boolean): string | null;
	list(currentId: string): Session[];
	/** @throws BoxError 404 */
	revoke(id: string): Promise<void>;
	/** Ends every session but `exceptId`. */
	revokeAll(exceptId?: string): Promise<void>;
	/** New password by the present one or by the 24 words; ends every other session. */
	changePassword(input: { current: string; next: string }, caller: Caller, currentId: string): Promise<void>;
	resetPassword(input: { words: string[]; next: string }, caller: Caller): Promise<void>;
	/** Whether keys are locked (dogeboxd was restarted since the last login), and unlocking by password. */
	keysLocked(): boolean;
	unlock(password: string, caller: Caller): Promise<void>;
	/** Called with a session id when it ends, so that its sockets close. */
	onRevoke(fn: (sessionId: string) => void): () => void;
	/** Appends to the audit. Never throws: a full disk must not keep the owner from stopping a pup. */
	audit(entry: AuditEntry): void;
	close(): Promise<void>;
}
