/** Describes how a service ended, in words that server and pages share. Pure. */

/** Signals that end programs (signal(7)), and what each means for a person. */
const SIGNALS: Readonly<Record<number, readonly [name: string, says: string]>> = {
	1: ['SIGHUP', 'it was asked to end'],
	2: ['SIGINT', 'it was asked to end'],
	3: ['SIGQUIT', 'it was asked to end'],
	4: ['SIGILL', 'it uses an instruction that this processor does not have'],
	6: ['SIGABRT', 'it aborted because of an internal error'],
	7: ['SIGBUS', 'it crashed in its own code'],
	8: ['SIGFPE', 'it crashed in its own code'],
	9: ['SIGKILL', 'it was killed'],
	11: ['SIGSEGV', 'it crashed in its own code'],
	13: ['SIGPIPE', 'the reader of its output was gone'],
	15: ['SIGTERM', 'it was asked to end'],
	24: ['SIGXCPU', 'it used more processor time than allowed'],
	25: ['SIGXFSZ', 'one of its files grew too large'],
	31: ['SIGSYS', 'it used a system call that the box does not allow']
};

/** Exit statuses that shells and runtimes return before a program runs (POSIX, 2.8.2). */
const BEFORE: Readonly<Record<number, string>> = {
	126: 'could not be run: its program is not executable (exit code 126)',
	127: 'could not be run: its program was not found (exit code 127)'
};

/**
 * Describes how a service ended, to follow its name: `ended with exit code 3`.
 *
 * @param exitCode exit status, 128+N for signal N as shells report it; null when unknown
 * @param oomKilled whether the kernel killed it because its memory was used up
 */
export function exitWords(exitCode: number | null, oomKilled = false): string {
	if (exitCode === null) return 'is not running';
	if (oomKilled) return `ended with exit code ${exitCode}: it was killed because memory ran out`;
	if (exitCode === 0) return 'ended by itself';
	const [name, says] = SIGNALS[exitCode - 128] ?? [];
	if (name) return `ended with exit code ${exitCode} (${name}): ${says}`;
	return BEFORE[exitCode] ?? `ended with exit code ${exitCode}`;
}
