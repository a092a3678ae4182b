/**
 * Why a program did not run, in dockerd's words: clients choose their own status by them. Pure.
 * Source: `docker run` and `docker exec` of dockerd 28 with runc.
 */

/** The status of a program that is not there, and of one that may not be run. */
export const NOT_FOUND = 127;
export const NOT_EXECUTABLE = 126;

/** @param status one of the two above */
export function notRun(status: number, program: string): string {
	const why = status === NOT_FOUND ? 'executable file not found in $PATH' : 'permission denied';
	return notStarted(`exec: ${JSON.stringify(program)}: ${why}`);
}

/** @param why anything else */
export const notStarted = (why: string) => `unable to start container process: ${why}: unknown`;
