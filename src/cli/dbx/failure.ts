/** How `dbx` ends after an error: an exit code, and what to do. */
import type { Problem } from '../../lib/contract/errors.ts';

/** Exit codes, as documented in docs/cli.md and the man page. */
export const EXIT = {
	failed: 1,
	usage: 2,
	notFound: 3,
	refused: 4,
	away: 5,
	conflict: 6,
	tooOften: 7,
	saidNo: 8,
	/** Only for `exec`, as container managers define them. */
	execFailed: 125,
	execNotExecutable: 126,
	execNotFound: 127
} as const;

/** Meaning of each exit code, for the docs. */
export const EXIT_WORDS: Readonly<Record<number, string>> = {
	0: 'Done.',
	1: 'Failed: the job that was waited for, or something inside the box.',
	2: 'Wrong usage: an invalid command, option or value.',
	3: 'Nothing has this name.',
	4: 'Refused: no login, or a token without the scope.',
	5: 'The box cannot be reached, or is starting.',
	6: 'Not possible in the current state.',
	7: 'Too many requests; wait a moment.',
	8: 'Nothing was done: you answered no.',
	125: 'exec: the command could not be started.',
	126: 'exec: the program cannot be executed.',
	127: "exec: there is no such program. Any other code of exec is the command's own."
};

/** An expected error: a sentence, what to do, and the exit code. */
export class Failure extends Error {
	readonly exit: number;
	readonly hint: string | undefined;
	/** The box's answer, for `--json`. */
	readonly problem: Problem | undefined;

	constructor(exit: number, message: string, more: { hint?: string | undefined; problem?: Problem } = {}) {
		super(message);
		this.name = 'Failure';
		this.exit = exit;
		this.hint = more.hint;
		this.problem = more.problem;
	}
}

/** Whether an error is a Failure. `dbx-mcp.js` has its own class, so the name is compared. */
const isFailure = (error: unknown): error is Failure =>
	error instanceof Failure || (error instanceof Error && error.name === 'Failure' && 'exit' in error);

/** Returns the exit code for a problem. */
export function exitOf({ status, code }: Pick<Problem, 'status' | 'code'>): number {
	if (status === 404) return EXIT.notFound;
	if (status === 401 || status === 403) return EXIT.refused;
	if (status === 503) return EXIT.away;
	if (status === 409) return EXIT.conflict;
	if (status === 429) return EXIT.tooOften;
	return code === 'invalid-input' || status === 400 || status === 422 ? EXIT.usage : EXIT.failed;
}

/** Converts a problem of the box to a Failure. */
export function problemFailure(problem: Problem): Failure {
	const fields = Object.entries(problem.fields ?? {}).map(([path, text]) => `${path}: ${text}`);
	const hint = [...fields, ...(problem.detail ? [problem.detail] : [])].join('\n');
	return new Failure(exitOf(problem), problem.title, { ...(hint && { hint }), problem });
}

/** Whether a connection broke, by Node’s codes and those of errno(3). */
export function isBroken(error: unknown): boolean {
	const code = (error as NodeJS.ErrnoException | null)?.code ?? '';
	return /^(ECONNRESET|ECONNABORTED|EPIPE|ETIMEDOUT|ENETDOWN|EHOSTUNREACH|ERR_STREAM_PREMATURE_CLOSE)$/.test(code);
}

/** Creates the error for a broken connection. @param hint what was affected, and what to do */
export const brokenFailure = (hint: string) => new Failure(EXIT.away, 'The connection to the box broke.', { hint });

/**
 * Creates the error for an answer that does not come from a box, or from an incompatible version.
 */
export const strangeFailure = () =>
	new Failure(EXIT.failed, 'The answer is not from a Dogebox.', {
		hint: 'Is this the address of a box? Are dbx and the box of the same version?'
	});

const FILE_WORDS: Readonly<Record<string, string>> = {
	ENOENT: 'there is no such file or folder',
	ENOTDIR: 'a part of its path is not a folder',
	EISDIR: 'it is a folder',
	EACCES: 'permission denied',
	EPERM: 'permission denied',
	EROFS: 'its disk cannot be written to',
	ENOSPC: 'its disk is full'
};

/** Creates the error for a file that cannot be opened. @param file path as it was given */
export const fileFailure = ({ code = '', message }: NodeJS.ErrnoException, file: string) =>
	new Failure(EXIT.usage, `“${file}” cannot be opened: ${FILE_WORDS[code] ?? message}.`);

/** Converts any error to a Failure; none of them shows a stack. */
export function asFailure(error: unknown): Failure {
	if (isFailure(error)) return error;
	if (isBroken(error)) return brokenFailure('Is the box running?');
	const { path, message } = error as NodeJS.ErrnoException;
	if (typeof path === 'string') return fileFailure(error as NodeJS.ErrnoException, path);
	// The answer has other members than the contract defines.
	if (error instanceof TypeError || error instanceof SyntaxError) return strangeFailure();
	return new Failure(EXIT.failed, `Something unexpected: ${message ?? String(error)}.`);
}
