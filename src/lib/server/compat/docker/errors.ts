/** Errors as Docker’s clients read them: a status, and one sentence. */
import { isBoxError } from '../../../contract/errors.ts';

/** What is answered as `{"message": …}`. */
export class DockerError extends Error {
	readonly status: number;
	constructor(status: number, message: string) {
		super(message);
		this.name = 'DockerError';
		this.status = status;
	}
}

/** 400: what is asked for makes no sense, or cannot be given here. */
export const badRequest = (message: string) => new DockerError(400, message);
/** 404: `No such container: web`, in dockerd’s words, by which clients decide. */
export const noSuch = (kind: string, name: string) => new DockerError(404, `No such ${kind}: ${name.slice(0, 200)}`);
/** 409: not as things are. */
export const inConflict = (message: string) => new DockerError(409, message);

/** What a client named is not there any more. */
export const isGone = (error: unknown) => error instanceof DockerError && error.status === 404;

/** One line: clients print it behind “Error response from daemon: ”. */
const oneLine = (text: string) => text.replace(/\s*\n\s*/g, ' ').trim();

/** What is said in an answer that has begun, where a bug ended the work. */
export const BUG_WORDS = 'A bug; the log of the box has it.';

/**
 * What is answered for whatever a handler threw.
 * @returns null for a bug, which the answer does not tell of
 */
export function asDockerError(error: unknown): DockerError | null {
	if (error instanceof DockerError) return error;
	if (!isBoxError(error)) return null;
	const fields = Object.values(error.fields ?? {});
	const words = [error.message, ...fields, error.hint ?? ''].filter((part) => part !== '');
	// Docker’s API has no 422: what does not fit is a bad parameter.
	return new DockerError(error.status === 422 ? 400 : error.status, oneLine([...new Set(words)].join(' ')));
}
