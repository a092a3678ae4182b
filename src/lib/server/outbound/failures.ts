/** Explains failed connections between the box and other machines to a person. */
import { bytes } from '../../contract/bytes.ts';
import { BoxError, isBoxError } from '../../contract/errors.ts';
import { systemError } from '../../contract/system-errors.ts';

/** Another machine answered with a status other than success. */
export class StatusError extends BoxError {
	/** The status of the answer. */
	readonly answered: number;

	constructor(host: string, answered: number, retryAfter?: number) {
		const { message, hint } = statusWords(host, answered);
		super({ code: 'http-status', status: 502, message, hint, ...(retryAfter !== undefined && { retryAfter }) });
		this.answered = answered;
	}
}

/** @param host as shown to a person */
function statusWords(host: string, status: number): { message: string; hint: string } {
	const said = (what: string) => `“${host}” answers with ${status}: ${what}`;
	if (status === 401) return { message: said('it wants a name and password.'), hint: 'Check them.' };
	if (status === 403) {
		return {
			message: said('it does not let us in.'),
			hint: 'It may want a name and password, or refuse everybody for now.'
		};
	}
	if (status === 404 || status === 410) {
		return { message: said('the requested file is not there.'), hint: 'Check the address; it may have moved.' };
	}
	if (status === 429) return { message: said('it got too many requests.'), hint: 'Try again later.' };
	if (status >= 500) return { message: said('it has a problem of its own.'), hint: 'Try again later.' };
	return { message: said('it refuses the request.'), hint: 'Check the address.' };
}

/** 502 `too-large`. @param limit bytes */
export function tooLarge(host: string, limit: number): BoxError {
	return new BoxError({
		code: 'too-large',
		status: 502,
		message: `“${host}” sent more than ${bytes(limit)}, the most that is accepted here. The download was stopped.`
	});
}

/** 502 `too-slow`. @param ms the exceeded limit */
export function tooSlow(host: string, ms: number, what: 'idle' | 'total'): BoxError {
	const time = ms < 1000 ? `${ms} ms` : `${Math.round(ms / 1000)} s`;
	return new BoxError({
		code: 'too-slow',
		status: 502,
		message: what === 'idle' ? `“${host}” sent nothing for ${time}.` : `“${host}” was not done after ${time}.`,
		hint: 'Try again later.'
	});
}

/** 502 `bad-redirect`. @param why completes “It leads …” */
export function badRedirect(host: string, why: string): BoxError {
	return new BoxError({
		code: 'bad-redirect',
		status: 502,
		message: `“${host}” redirects ${why}. This is not followed.`
	});
}

/** 422 `bad-address`. */
export function badAddress(text: string, why: string): BoxError {
	return new BoxError({
		code: 'bad-address',
		status: 422,
		message: `“${text.slice(0, 200)}” cannot be fetched: ${why}`
	});
}

/** 422 `wrong-hash`. Both hashes are SHA-256 in hex. */
export function wrongHash(host: string, wanted: string, found: string): BoxError {
	return new BoxError({
		code: 'wrong-hash',
		status: 422,
		message: `“${host}” sent something else than requested: its SHA-256 is ${found.slice(0, 12)}…, wanted is ${wanted.slice(0, 12)}….`,
		hint: 'It was changed or damaged. None of it was kept.'
	});
}

const CERTIFICATE: Readonly<Record<string, string>> = {
	DEPTH_ZERO_SELF_SIGNED_CERT: 'nobody vouches for it but itself',
	SELF_SIGNED_CERT_IN_CHAIN: 'it is vouched for by somebody unknown',
	UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'it is vouched for by somebody unknown',
	UNABLE_TO_GET_ISSUER_CERT: 'it is vouched for by somebody unknown',
	UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'it is vouched for by somebody unknown',
	CERT_HAS_EXPIRED: 'it has expired, or the clock of the box is wrong',
	CERT_NOT_YET_VALID: 'it is not valid yet, or the clock of the box is wrong',
	CERT_REVOKED: 'it was revoked',
	ERR_TLS_CERT_ALTNAME_INVALID: 'it is made out to another name'
};

/** The system's code of an error, or of the first of several errors. */
export function codeOf(error: unknown): string {
	if (error instanceof AggregateError && error.errors.length > 0) return codeOf(error.errors[0]);
	const code = (error as { code?: unknown } | null)?.code;
	return typeof code === 'string' ? code : '';
}

/** Node's codes for an answer that is not TLS. */
const NO_TLS = /^(EPROTO$|ERR_SSL)/;

/** Whether an explained error means that the server does not speak https. */
export function isWithoutTls(error: BoxError): boolean {
	return NO_TLS.test(codeOf(error.cause));
}

/** Whether an explained error means that a certificate is not trusted. */
export function isUntrusted(error: BoxError): boolean {
	return Object.hasOwn(CERTIFICATE, codeOf(error.cause));
}

/**
 * Explains an error of a connection.
 * @param host as shown to a person
 * @returns the error itself where it is explained already, else BoxError 502 `unreachable`, or 507
 *   `disk-full`
 */
export function inWords(error: unknown, host: string): BoxError {
	if (isBoxError(error)) return error;
	const known = systemError(error);
	if (known?.code === 'disk-full') return known;
	const { message, hint } = connectionWords(codeOf(error), host);
	return new BoxError({ code: 'unreachable', status: 502, message, hint, cause: error });
}

function connectionWords(code: string, host: string): { message: string; hint: string } {
	const again = 'Try again later.';
	if (code === 'ENOTFOUND' || code === 'EAI_AGAIN' || code === 'ENODATA') {
		return {
			message: `The internet cannot be reached, or “${host}” does not exist.`,
			hint: 'Check the address and the box’s connection.'
		};
	}
	if (code === 'ECONNREFUSED') {
		return {
			message: `“${host}” refuses the connection.`,
			hint: 'Nothing may be running there now. Check the address.'
		};
	}
	if (code === 'EHOSTUNREACH' || code === 'ENETUNREACH' || code === 'ENETDOWN') {
		return { message: `No way leads to “${host}”.`, hint: 'Check the box’s connection.' };
	}
	if (code === 'ETIMEDOUT') return { message: `“${host}” does not answer.`, hint: again };
	const certificate = CERTIFICATE[code];
	if (certificate) {
		return {
			message: `The certificate of “${host}” cannot be trusted: ${certificate}.`,
			hint: 'Nothing was sent there.'
		};
	}
	if (NO_TLS.test(code)) {
		return {
			message: `“${host}” does not support https there, or no known version of it.`,
			hint: 'Check the address.'
		};
	}
	if (code.startsWith('HPE_')) {
		return { message: `“${host}” answers, but not like a web server.`, hint: 'Check the address.' };
	}
	return { message: `“${host}” closed the connection.`, hint: again };
}
