/** Errors of the tools of pup makers: what is wrong, and what to do. */
import { BoxError } from '../../lib/contract/errors.ts';
import { showPlain } from '../../lib/contract/hidden-characters.ts';

/** Creates a 400: the tool was called incorrectly. */
export const wrongUse = (code: string, message: string, hint?: string): BoxError =>
	new BoxError({ code, status: 400, message, ...(hint !== undefined && { hint }) });

/** Creates a 409: the current state does not allow the action. */
export const notNow = (code: string, message: string, hint?: string): BoxError =>
	new BoxError({ code, status: 409, message, ...(hint !== undefined && { hint }) });

/** Creates a 422: the files cannot be published. */
export const unfit = (code: string, message: string, hint?: string): BoxError =>
	new BoxError({ code, status: 422, message, ...(hint !== undefined && { hint }) });

/** Quotes the name of a file in a sentence: shortened, with invisible characters escaped. */
export function quoted(name: string): string {
	const plain = showPlain(name, (sign) => `\\u{${sign.codePointAt(0)!.toString(16)}}`);
	return `“${plain.length > 120 ? `…${plain.slice(-117)}` : plain}”`;
}
