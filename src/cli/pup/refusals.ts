/** How the tools of pup makers refuse: in words, with what to do. */
import { BoxError } from '../../lib/contract/errors.ts';
import { showPlain } from '../../lib/contract/hidden-characters.ts';

/** 400: called wrongly. */
export const wrongUse = (code: string, message: string, hint?: string): BoxError =>
	new BoxError({ code, status: 400, message, ...(hint !== undefined && { hint }) });

/** 409: not possible in the state that things are in. */
export const notNow = (code: string, message: string, hint?: string): BoxError =>
	new BoxError({ code, status: 409, message, ...(hint !== undefined && { hint }) });

/** 422: what lies there cannot be published. */
export const unfit = (code: string, message: string, hint?: string): BoxError =>
	new BoxError({ code, status: 422, message, ...(hint !== undefined && { hint }) });

/** A name of a file in a sentence: short, and what is not seen in it is written out. */
export function quoted(name: string): string {
	const plain = showPlain(name, (sign) => `\\u{${sign.codePointAt(0)!.toString(16)}}`);
	return `“${plain.length > 120 ? `…${plain.slice(-117)}` : plain}”`;
}
