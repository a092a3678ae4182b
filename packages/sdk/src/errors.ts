/** How a call fails. */
import type { ApiErrorCode, Problem } from './generated.ts';

/**
 * Codes that the client itself gives, where there is no answer of a box:
 *
 * - `connection-failed`: nobody could be reached, or the connection broke.
 * - `timed-out`: no answer within `timeoutMs`, or silence in a stream.
 * - `redirected`: the other side leads elsewhere; that is never followed.
 * - `not-a-dogebox`: what answers is no box: HTML, JSON that is cut, another media type.
 * - `answer-too-large`: more than the client is willing to hold in memory.
 * - `not-modified`: 304, where the caller sent `If-None-Match`.
 * - `job-failed`, `job-cancelled`: how a job ended that was waited for.
 * - `invalid-call`: the call cannot be sent as it is.
 */
export type ClientErrorCode =
	| 'connection-failed'
	| 'timed-out'
	| 'redirected'
	| 'not-a-dogebox'
	| 'answer-too-large'
	| 'not-modified'
	| 'job-failed'
	| 'job-cancelled'
	| 'invalid-call';

/** Boxes of later versions have codes that this list does not. */
export type ErrorCode = ApiErrorCode | ClientErrorCode | (string & {});

interface More {
	status?: number;
	hint?: string | undefined;
	problem?: Problem;
	retryAfter?: number;
	cause?: unknown;
}

/** Any failure of a call but its being given up, which rejects with the reason of the signal. */
export class DogeboxError extends Error {
	override readonly name: string = 'DogeboxError';
	/** Stable, for programs. */
	readonly code: ErrorCode;
	/** Status of the answer; 0 where there was none. */
	readonly status: number;
	/** What to do about it, for a person. */
	readonly hint: string | null;
	/** Path in the input → the problem there. */
	readonly fields: Readonly<Record<string, string>>;
	/** The id of the request in the log of the box. */
	readonly requestId: string | null;
	/** Seconds to wait before another try, where the box says so. */
	readonly retryAfter: number | null;
	/** The answer of the box. */
	readonly problem: Problem | null;

	constructor(code: ErrorCode, message: string, { status = 0, hint, problem, retryAfter, cause }: More = {}) {
		super(message, cause === undefined ? undefined : { cause });
		this.code = code;
		this.status = status;
		this.hint = hint ?? null;
		this.fields = problem?.fields ?? {};
		this.requestId = problem?.requestId ?? null;
		this.retryAfter = retryAfter ?? problem?.retryAfter ?? null;
		this.problem = problem ?? null;
	}
}

/** Whether it is an error of the API or the client, with this code where one is given. */
export function isDogeboxError(error: unknown, code?: ErrorCode): error is DogeboxError {
	return error instanceof DogeboxError && (code === undefined || error.code === code);
}

const isText = (value: unknown): value is string => typeof value === 'string';

/** A parsed body as a problem of the box; null where it is none. */
function asProblem(value: unknown): Problem | null {
	if (typeof value !== 'object' || value === null) return null;
	const { code, title, detail, fields, requestId, retryAfter, type } = value as Record<string, unknown>;
	if (!isText(code) || !isText(title)) return null;
	const pairs = typeof fields === 'object' && fields !== null ? Object.entries(fields) : [];
	return {
		type: isText(type) ? type : '',
		title,
		status: 0,
		code,
		requestId: isText(requestId) ? requestId : '',
		...(isText(detail) && { detail }),
		...(pairs.length > 0 && { fields: Object.fromEntries(pairs.filter(([, text]) => isText(text))) }),
		...(typeof retryAfter === 'number' && { retryAfter })
	};
}

/**
 * An answer with an error status as an error.
 * @param text its body, as far as it was read
 * @param retryAfter seconds, of its header
 */
export function errorOf(status: number, text: string, retryAfter: number | null): DogeboxError {
	const wait = retryAfter === null ? {} : { retryAfter };
	try {
		const problem = asProblem(JSON.parse(text));
		if (problem) {
			const { code, title, detail } = problem;
			return new DogeboxError(code, title, { status, hint: detail, problem: { ...problem, status }, ...wait });
		}
	} catch {
		// No JSON: not of a box.
	}
	return new DogeboxError('not-a-dogebox', `The answer (status ${status}) is not from a Dogebox.`, {
		status,
		hint: 'Is this the address of a box? A proxy between may have answered.',
		...wait
	});
}

/** What answers is no box, or one that this client does not understand. */
export const strangeAnswer = (status: number, why: string, cause?: unknown) =>
	new DogeboxError('not-a-dogebox', `The other side answered, but not as a box does: ${why}.`, {
		status,
		hint: 'Is this the address of a box? Are client and box of the same version?',
		cause
	});

export const tooLarge = (status: number, most: number) =>
	new DogeboxError('answer-too-large', `The answer has more than ${most} bytes.`, {
		status,
		hint: 'Ask for less at once, or raise maxAnswerBytes.'
	});

/** The connection could not be made, or broke. */
export const connectionFailed = (cause: unknown) =>
	new DogeboxError('connection-failed', `The box cannot be reached: ${reasonOf(cause)}.`, {
		hint: 'Does the box run, and is its address right?',
		cause
	});

/** The innermost words of an error: `fetch` says nothing but “fetch failed”. */
function reasonOf(error: unknown): string {
	let inner = error;
	for (let depth = 0; depth < 4 && inner instanceof Error && inner.cause instanceof Error; depth++) inner = inner.cause;
	const { code, message } = (inner ?? {}) as { code?: string; message?: string };
	return (message || code || String(inner)).replace(/\.$/, '');
}
