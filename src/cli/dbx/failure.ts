/** How `dbx` ends when something is wrong: an exit code and what to do. */
import type { Problem } from '../../lib/contract/errors.ts';

/** Exit codes, as docs/cli.md and the man page list them. */
export const EXIT = {
	failed: 1,
	usage: 2,
	notFound: 3,
	refused: 4,
	away: 5,
	conflict: 6,
	tooOften: 7,
	saidNo: 8,
	/** Of `exec` alone, as container managers have them. */
	execFailed: 125,
	execNotExecutable: 126,
	execNotFound: 127
} as const;

/** Meaning of each exit code, for documents. */
export const EXIT_WORDS: Readonly<Record<number, string>> = {
	0: 'Done.',
	1: 'It failed: a job that was watched, or something inside the box.',
	2: 'Called wrongly: a command, an option or a value that does not fit.',
	3: 'There is nothing of this name.',
	4: 'Refused: no login, or a token without the scope.',
	5: 'The box is away: it cannot be reached, or is starting.',
	6: 'Not possible in the state that things are in.',
	7: 'Asked too often; wait a moment.',
	8: 'Nothing was done: the answer to the question was no.',
	125: 'exec: the command could not be begun.',
	126: 'exec: the program cannot be executed.',
	127: "exec: there is no such program. Any other code of exec is the command's own."
};

/** An expected end: a sentence, what to do, and the exit code. */
export class Failure extends Error {
	readonly exit: number;
	readonly hint: string | undefined;
	/** As the box answered it, for `--json`. */
	readonly problem: Problem | undefined;

	constructor(exit: number, message: string, more: { hint?: string | undefined; problem?: Problem } = {}) {
		super(message);
		this.name = 'Failure';
		this.exit = exit;
		this.hint = more.hint;
		this.problem = more.problem;
	}
}

/** Whether an error is one with words; `dbx-mcp.js` has a class of its own, so its name counts. */
const isFailure = (error: unknown): error is Failure =>
	error instanceof Failure || (error instanceof Error && error.name === 'Failure' && 'exit' in error);

/** Exit code of a problem. */
export function exitOf({ status, code }: Pick<Problem, 'status' | 'code'>): number {
	if (status === 404) return EXIT.notFound;
	if (status === 401 || status === 403) return EXIT.refused;
	if (status === 503) return EXIT.away;
	if (status === 409) return EXIT.conflict;
	if (status === 429) return EXIT.tooOften;
	return code === 'invalid-input' || status === 400 || status === 422 ? EXIT.usage : EXIT.failed;
}

/** A problem of the box as the end of the program. */
export function problemFailure(problem: Problem): Failure {
	const fields = Object.entries(problem.fields ?? {}).map(([path, text]) => `${path}: ${text}`);
	const hint = [...fields, ...(problem.detail ? [problem.detail] : [])].join('\n');
	return new Failure(exitOf(problem), problem.title, { ...(hint && { hint }), problem });
}

/** Whether a connection broke off, by Node’s codes and those of errno(3). */
export function isBroken(error: unknown): boolean {
	const code = (error as NodeJS.ErrnoException | null)?.code ?? '';
	return /^(ECONNRESET|ECONNABORTED|EPIPE|ETIMEDOUT|ENETDOWN|EHOSTUNREACH|ERR_STREAM_PREMATURE_CLOSE)$/.test(code);
}

/** A connection broke off. @param hint what became of things, and what to do */
export const brokenFailure = (hint: string) => new Failure(EXIT.away, 'The connection to the box broke.', { hint });

/** What answers is no box, or one that this program does not understand. */
export const strangeFailure = () =>
	new Failure(EXIT.failed, 'The other side answered, but not as a box does.', {
		hint: 'Is this the address of a box? Are dbx and the box of the same version?'
	});

const FILE_WORDS: Readonly<Record<string, string>> = {
	ENOENT: 'there is no such file or folder',
	ENOTDIR: 'a part of its path is no folder',
	EISDIR: 'it is a folder',
	EACCES: 'you may not',
	EPERM: 'you may not',
	EROFS: 'its disk cannot be written to',
	ENOSPC: 'its disk is full'
};

/** A file that cannot be opened. @param file as it was given */
export const fileFailure = ({ code = '', message }: NodeJS.ErrnoException, file: string) =>
	new Failure(EXIT.usage, `“${file}” cannot be opened: ${FILE_WORDS[code] ?? message}.`);

/** Any error as an end with words; none of them shows a stack. */
export function asFailure(error: unknown): Failure {
	if (isFailure(error)) return error;
	if (isBroken(error)) return brokenFailure('Does the box run?');
	const { path, message } = error as NodeJS.ErrnoException;
	if (typeof path === 'string') return fileFailure(error as NodeJS.ErrnoException, path);
	// An answer with other members than the contract has.
	if (error instanceof TypeError || error instanceof SyntaxError) return strangeFailure();
	return new Failure(EXIT.failed, `Something unexpected: ${message ?? String(error)}.`);
}
