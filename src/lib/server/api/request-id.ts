import { randomBytes } from 'node:crypto';

/** A fresh request id; it stands in the answer and in the log. */
export function newRequestId(): string {
	return randomBytes(8).toString('hex');
}
