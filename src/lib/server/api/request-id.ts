import { randomBytes } from 'node:crypto';

/** Creates a request id, which is in the answer and in the log. */
export function newRequestId(): string {
	return randomBytes(8).toString('hex');
}
