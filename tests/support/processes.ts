/** Checks of processes that tests watch. */
import { processState } from '../../src/lib/server/host/process-identity.ts';

/**
 * Whether the process still runs. A process that has ended keeps its folder in /proc until its
 * parent reads its exit status. For an orphan that parent is PID 1, which may take a long time.
 */
export const processRuns = (pid: number | null | undefined): boolean =>
	typeof pid === 'number' && processState(pid)?.zombie === false;
