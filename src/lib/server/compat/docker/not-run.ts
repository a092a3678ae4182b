/**
 * Reasons why a program did not run, in dockerd's words: clients derive their exit code from them.
 * Pure. Source: `docker run` and `docker exec` of dockerd 28 with runc.
 */

/** Exit codes for a program that does not exist, and for one that is not executable. */
export const NOT_FOUND = 127;
export const NOT_EXECUTABLE = 126;

/** @param status one of the two above */
export function notRun(status: number, program: string): string {
	const why = status === NOT_FOUND ? 'executable file not found in $PATH' : 'permission denied';
	return notStarted(`exec: ${JSON.stringify(program)}: ${why}`);
}

/** @param why any other reason */
export const notStarted = (why: string) => `unable to start container process: ${why}: unknown`;
