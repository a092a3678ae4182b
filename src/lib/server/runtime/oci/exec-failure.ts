/** Why a container's program could not be run, where only the init of the container says so. */
import type { LogLine } from '../types.ts';

/**
 * The init (catatonit) ends with 1 when it cannot run the program, and writes why; its last words
 * are in the program's log.
 */
const LAST_WORDS = /^ERROR \(catatonit:\d+\): failed to exec pid1: (No such file or directory|Permission denied)/;
/**
 * Exit statuses by which shells tell a program that was not found, and one that may not be run
 * (POSIX.1-2017, Shell 2.8.2).
 */
const NOT_FOUND = 127;
const NOT_EXECUTABLE = 126;

/**
 * The exit status as it would be without an init in between.
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
	// Two lines are enough: the box's own notes may stand behind it.
	const words = lines.filter((line) => line.at >= startedAt).map((line) => LAST_WORDS.exec(line.text)?.[1]);
	const reason = words.find((word) => word !== undefined);
	if (reason === undefined) return exitCode;
	return reason === 'Permission denied' ? NOT_EXECUTABLE : NOT_FOUND;
}
