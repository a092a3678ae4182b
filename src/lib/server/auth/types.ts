import type { Session } from '../../contract/box.ts';

export interface Caller {
	/** Client address (of the socket, or told by a trusted proxy). */
	address: string;
	userAgent: string;
}

export interface OpenSession {
	id: string;
	/** Milliseconds since the epoch. */
	expiresAt: number;
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
	/** The token of a request: every candidate cookie of our name, then `Authorization: Bearer`. */
	tokensOf(headers: { cookie?: string | undefined; authorization?: string | undefined }): string[];
	/** `Set-Cookie` value. `secure` on https. */
	cookie(token: string, expiresAt: number, secure: boolean): string;
	clearCookie(secure: boolean): string;
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
	close(): Promise<void>;
}
