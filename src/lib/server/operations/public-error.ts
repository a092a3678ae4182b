/** Errors as clients of sockets and streams receive them. */
import { isBoxError } from '../../contract/errors.ts';

/**
 * Returns code and message of a BoxError, and a general message for any other error.
 * @param unexpected receives errors that are not a BoxError
 */
export function publicError(error: unknown, unexpected: (error: unknown) => void): { code: string; message: string } {
	if (isBoxError(error)) return { code: error.code, message: error.message };
	unexpected(error);
	return { code: 'internal', message: 'Something went wrong in the box.' };
}
