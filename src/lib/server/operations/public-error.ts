/** Errors as clients of sockets and streams see them. */
import { isBoxError } from '../../contract/errors.ts';

/**
 * Code and message of a BoxError; of any other error only that there was one.
 * @param unexpected gets errors that are no BoxError
 */
export function publicError(error: unknown, unexpected: (error: unknown) => void): { code: string; message: string } {
	if (isBoxError(error)) return { code: error.code, message: error.message };
	unexpected(error);
	return { code: 'internal', message: 'Something went wrong in the box.' };
}
