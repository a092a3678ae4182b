/**
 * Failures as sent to clients: `{"error": code, "reason": text}` with a status. Codes and reasons
 * are those of the original key manager, statuses are ours (the original answers 500 to nearly
 * everything).
 */

/** Stable codes of the protocol. */
export type FailureCode =
	| 'bad-request'
	| 'password'
	| 'newpassword'
	| 'auth'
	| 'seedphrase'
	| 'nokey'
	| 'exists'
	| 'entropy'
	| 'too-many'
	| 'token'
	| 'wrong-token'
	| 'not-found'
	| 'length'
	| 'wordlist'
	| 'checksum'
	| 'too-deep'
	| 'error';

/**
 * Members that our answers add to `error` and `reason`. Programs written for the original ignore
 * them.
 */
export interface FailureDetails {
	/**
	 * For code `seedphrase`: what is wrong with the words; `other`: a valid phrase of another key.
	 */
	detail?: 'length' | 'wordlist' | 'checksum' | 'other';
	/** For words not on the list: the position of the first, from 1. */
	position?: number;
	/** For `too-many`: seconds until a retry can succeed; also sent as the header Retry-After. */
	retry_after?: number;
}

/** An expected failure of a request. Its texts never contain anything from the request. */
export class DkmFailure extends Error {
	readonly status: number;
	readonly code: FailureCode;
	readonly reason: string;
	readonly details: FailureDetails;

	/**
	 * @param status HTTP status
	 * @param code stable code
	 * @param reason text for a person, the same as in the original if it has one
	 * @param details members to add to the answer
	 */
	constructor(status: number, code: FailureCode, reason: string, details: FailureDetails = {}) {
		super(reason);
		this.name = 'DkmFailure';
		this.status = status;
		this.code = code;
		this.reason = reason;
		this.details = details;
	}
}

/** 400: the request is incomplete or unreadable. */
export const badRequest = (reason: string) => new DkmFailure(400, 'bad-request', reason);

/** 409: there is no master key yet. */
export const noKey = () => new DkmFailure(409, 'nokey', 'key has not been created');

/**
 * 401: the password does not open the key (or its sealed text was modified, which looks the same).
 */
export const wrongPassword = () => new DkmFailure(401, 'password', 'incorrect password');

/** 401: this session token is unknown, ended or expired. */
export const badToken = () => new DkmFailure(401, 'token', 'invalid or expired token');

/** 429: retry after this many (whole) seconds. */
export function tooMany(reason: string, seconds: number): DkmFailure {
	const wait = Math.max(1, Math.ceil(seconds));
	return new DkmFailure(429, 'too-many', reason, { retry_after: wait });
}
