import { error } from '@sveltejs/kit';
import { isBoxError } from '$lib/contract/errors.ts';

/**
 * Reads data for a page. An expected failure becomes the error page with its reason and hint.
 *
 * @param read returns the data
 * @throws the HTTP error of the page
 */
export function orHttpError<T>(read: () => T): T {
	try {
		return read();
	} catch (cause) {
		return raise(cause);
	}
}

/**
 * Does the same for a promise.
 *
 * @param read returns the data
 * @throws the HTTP error of the page
 */
export async function orHttpErrorLater<T>(read: () => Promise<T>): Promise<T> {
	try {
		return await read();
	} catch (cause) {
		return raise(cause);
	}
}

function raise(cause: unknown): never {
	if (!isBoxError(cause)) throw cause;
	error(cause.status, { message: cause.message, code: cause.code, ...(cause.hint && { hint: cause.hint }) });
}
