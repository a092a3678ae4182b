import { error } from '@sveltejs/kit';
import { isBoxError } from '$lib/contract/errors.ts';

/**
 * Reads something for a page; an expected failure becomes the error page with its reason and hint.
 *
 * @param read what to read
 * @throws the HTTP error of the page
 */
export function orHttpError<T>(read: () => T): T {
	try {
		return read();
	} catch (cause) {
		if (!isBoxError(cause)) throw cause;
		error(cause.status, { message: cause.message, code: cause.code, ...(cause.hint && { hint: cause.hint }) });
	}
}
