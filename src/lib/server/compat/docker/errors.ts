/** Errors as Docker’s clients read them: a status, and one sentence. */
import { isBoxError } from '../../../contract/errors.ts';

/** An error that is answered as `{"message": …}`. */
export class DockerError extends Error {
	readonly status: number;
	constructor(status: number, message: string) {
		super(message);
		this.name = 'DockerError';
		this.status = status;
	}
}

/** 400: an invalid request, or one for something that is not offered. */
export const badRequest = (message: string) => new DockerError(400, message);
/** 404: `No such container: web`. Clients match dockerd’s exact words. */
export const noSuch = (kind: string, name: string) => new DockerError(404, `No such ${kind}: ${name.slice(0, 200)}`);
/** 409: not possible in the current state. */
export const inConflict = (message: string) => new DockerError(409, message);

/** Whether a container or another thing that the client named no longer exists. */
export const isGone = (error: unknown) => error instanceof DockerError && error.status === 404;

/** Joins a text to one line: clients print it behind “Error response from daemon: ”. */
const oneLine = (text: string) => text.replace(/\s*\n\s*/g, ' ').trim();

/** Message at the end of an answer that has begun, when a bug ended the work. */
export const BUG_WORDS = 'A bug; the log of the box has it.';

/**
 * Converts whatever a handler threw into an error to answer.
 * @returns null for a bug, whose details the answer does not reveal
 */
export function asDockerError(error: unknown): DockerError | null {
	if (error instanceof DockerError) return error;
	if (!isBoxError(error)) return null;
	const fields = Object.values(error.fields ?? {});
	const words = [error.message, ...fields, error.hint ?? ''].filter((part) => part !== '');
	// Docker’s API has no 422. It answers 400 for an invalid parameter.
	return new DockerError(error.status === 422 ? 400 : error.status, oneLine([...new Set(words)].join(' ')));
}
