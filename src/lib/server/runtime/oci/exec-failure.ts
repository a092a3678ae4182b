/**
 * Finds out why a container's program could not be run, where only the container's init reports it.
 */
import type { LogLine } from '../types.ts';

/**
 * The init (catatonit) exits with 1 when it cannot run the program. Its error message is at the end
 * of the program's log.
 */
const LAST_WORDS = /^ERROR \(catatonit:\d+\): failed to exec pid1: (No such file or directory|Permission denied)/;
/**
 * Exit statuses of shells for a program that was not found and for one that is not executable
 * (POSIX.1-2017, Shell 2.8.2).
 */
const NOT_FOUND = 127;
const NOT_EXECUTABLE = 126;

/**
 * Returns the exit status that would result without an init.
 * @param exitCode status of the first process
 * @param startedAt when this run began, milliseconds since the epoch
 * @param lines the last lines of its log
 */
export function programExit(
	exitCode: number,
	startedAt: number,
	lines: readonly Pick<LogLine, 'at' | 'text'>[]
): number {
	if (exitCode !== 1) return exitCode;
	// The last two lines suffice: a note of dogeboxd's own may follow the message.
	const words = lines.filter((line) => line.at >= startedAt).map((line) => LAST_WORDS.exec(line.text)?.[1]);
	const reason = words.find((word) => word !== undefined);
	if (reason === undefined) return exitCode;
	return reason === 'Permission denied' ? NOT_EXECUTABLE : NOT_FOUND;
}
