/** What ends a run of a job before its last step: its owner, its time, the end of this process. */
import type { Logger } from 'pino';
import type { Failure } from '../../contract/jobs.ts';
import { failureOfRun, StopReason } from './failure.ts';
import type { JobRecord } from './record.ts';

export interface Interruption {
	/** Of the present step. */
	readonly signal: AbortSignal;
	/** Aborts the present step. */
	stop(why: StopReason['why']): void;
	/** Why it was stopped; null where it was not. */
	reason(): StopReason['why'] | null;
	/** The process ends: what is not over is gone on with by the next one. */
	suspended(): boolean;
	/** What the owner reads of an error of a step or a condition. */
	failureOf(error: unknown): Failure;
}

/**
 * @param timeoutMs the time that the job has; it is not counted here
 * @param deps.halted  the process is about to end: nothing may be written any more
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
