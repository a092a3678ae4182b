/**
 * Errors that a person can act on. Every error that leaves a room of the server is one of these.
 * Any other error is a bug, which is logged with a request id and answered as `internal`.
 *
 * On the wire an error is problem+json (RFC 9457) with two extension members, `code` and
 * `requestId`.
 */
export interface Problem {
	/**
	 * `https://dogebox.org/problems/<code>`: an identifier, not a page that must exist (RFC 9457
	 * §3.1.1).
	 */
	type: string;
	/** One sentence for a person: what is wrong. */
	title: string;
	/** HTTP status, repeated from the status line. */
	status: number;
	/** What to do about it, if something can be done. */
	detail?: string;
	/** Stable, machine-readable: `not-found`, `wrong-password`, `pup-busy` … Never reworded. */
	code: string;
	/** Id of this request in the server's log. */
	requestId: string;
	/** For invalid input: JSON path → what was wrong there. */
	fields?: Record<string, string>;
	/** Seconds to wait before another try, for `too-many-attempts`. */
	retryAfter?: number;
}

/** Everything of a {@link BoxError} except its stack. */
export interface BoxErrorInit {
	/** Stable code, kebab-case. */
	code: string;
	/** HTTP status to answer with. */
	status: number;
	/** One sentence for a person: what is wrong. Never contains a secret. */
	message: string;
	/** What the person can do. */
	hint?: string;
	/** JSON path → message, for `invalid-input`. */
	fields?: Record<string, string>;
	/** Seconds until a retry can succeed. */
	retryAfter?: number;
	/** The underlying error, for the log only. */
	cause?: unknown;
}

/** An expected failure: has a stable code, an HTTP status, a sentence and a hint. */
export class BoxError extends Error {
	readonly code: string;
	readonly status: number;
	readonly hint: string | undefined;
	readonly fields: Record<string, string> | undefined;
	readonly retryAfter: number | undefined;

	constructor(init: BoxErrorInit) {
		super(init.message, init.cause === undefined ? undefined : { cause: init.cause });
		this.name = 'BoxError';
		this.code = init.code;
		this.status = init.status;
		this.hint = init.hint;
		this.fields = init.fields;
		this.retryAfter = init.retryAfter;
	}
}

/** Returns the message of any thrown value. */
export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** Distinguishes an expected failure from a bug. */
export function isBoxError(error: unknown): error is BoxError {
	return error instanceof BoxError || (error instanceof Error && error.name === 'BoxError' && 'code' in error);
}

/** Creates a 404: nothing of `kind` has this id. */
export function notFound(kind: string, id: string): BoxError {
	return new BoxError({ code: 'not-found', status: 404, message: `There is no ${kind} “${id.slice(0, 80)}”.` });
}

/** Creates a 409: the current state does not allow the action. */
export function conflict(code: string, message: string, hint?: string): BoxError {
	return new BoxError({ code, status: 409, message, ...(hint && { hint }) });
}

/** Creates a 422: the input was understood but is invalid; `fields` names each place. */
export function invalidInput(message: string, fields?: Record<string, string>): BoxError {
	return new BoxError({ code: 'invalid-input', status: 422, message, ...(fields && { fields }) });
}

/**
 * Creates the answer's body for an error. Unknown errors become `internal` and only contain the
 * request id.
 */
export function toProblem(error: unknown, requestId: string): Problem {
	if (isBoxError(error)) {
		return {
			type: `https://dogebox.org/problems/${error.code}`,
			title: error.message,
			status: error.status,
			...(error.hint && { detail: error.hint }),
			code: error.code,
			requestId,
			...(error.fields && { fields: error.fields }),
			...(error.retryAfter !== undefined && { retryAfter: error.retryAfter })
		};
	}
	return {
		type: 'https://dogebox.org/problems/internal',
		title: 'Something went wrong inside the box.',
		status: 500,
		detail: `Look for ${requestId} in the log of dogeboxd.`,
		code: 'internal',
		requestId
	};
}

/** Creates the error for a cursor of a log that no answer of this box contained. */
export function invalidCursor(): BoxError {
	return new BoxError({
		code: 'invalid-cursor',
		status: 422,
		message: 'This is not a position in a log.',
		hint: 'Use a cursor from an answer of this box, or none.'
	});
}
