/** Interrupts a run of a job before its last step: on cancellation, time-out or shutdown. */
import type { Logger } from 'pino';
import type { Failure } from '../../contract/jobs.ts';
import { failureOfRun, StopReason } from './failure.ts';
import type { JobRecord } from './record.ts';

export interface Interruption {
	/** Signal of the current step. */
	readonly signal: AbortSignal;
	/** Aborts the current step. */
	stop(why: StopReason['why']): void;
	/** Why the run was stopped; null where it was not. */
	reason(): StopReason['why'] | null;
	/** Whether dogeboxd is shutting down. The next process continues unfinished jobs. */
	suspended(): boolean;
	/** Converts an error of a step or a condition to the failure that the owner reads. */
	failureOf(error: unknown): Failure;
}

/**
 * @param timeoutMs the job's time limit; the caller runs the timer
 * @param deps.halted the process is about to exit: nothing may be written any more
 */
export function createInterruption(
	record: JobRecord,
	timeoutMs: number,
	{ halted, log }: { halted(): boolean; log: Logger }
): Interruption {
	const abort = new AbortController();
	const reason = () => (abort.signal.aborted ? (abort.signal.reason as StopReason).why : null);
	return {
		signal: abort.signal,
		stop: (why) => abort.abort(new StopReason(why)),
		reason,
		suspended: () => halted() || reason() === 'shutdown',
		failureOf: (error) => failureOfRun(error, { why: reason(), timeoutMs, record, log })
	};
}
