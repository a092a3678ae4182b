/** Processes that a test watches. */
import { processState } from '../../src/lib/server/host/process-identity.ts';

/**
 * Whether the process still runs. One that has ended keeps its folder in /proc until its parent
 * takes its exit status, and an orphan's parent, PID 1, may be long about it.
 */
export const processRuns = (pid: number | null | undefined): boolean =>
	typeof pid === 'number' && processState(pid)?.zombie === false;
