/** Describes to the owner why the run of a job ended before its last step. */
import { randomBytes } from 'node:crypto';
import type { Logger } from 'pino';
import { isBoxError } from '../../contract/errors.ts';
import type { Failure } from '../../contract/jobs.ts';
import { systemError } from '../../contract/system-errors.ts';
import { CANCELLED } from './planner.ts';
import type { JobRecord } from './record.ts';

/** Why a running step was aborted; the `reason` of its signal. */
export class StopReason extends Error {
	readonly why: 'cancel' | 'timeout' | 'shutdown';
	constructor(why: 'cancel' | 'timeout' | 'shutdown') {
		super(`stopped: ${why}`);
		// The name that fetch, streams and timers also use for errors of an aborted signal.
		this.name = 'AbortError';
		this.why = why;
	}
}

/**
 * @param error error that a step or a condition threw
 * @param run.why why the run was aborted; null where it was not
 * @param run.timeoutMs the job's time limit
 */
export function failureOfRun(
	error: unknown,
	run: { why: StopReason['why'] | null; timeoutMs: number; record: JobRecord; log: Logger }
): Failure {
	if (run.why === 'cancel') return CANCELLED;
	if (run.why === 'timeout') {
		return {
			code: 'timeout',
			reason: `It took longer than ${duration(run.timeoutMs)} and was stopped.`,
			hint: 'Its log says how far it came. Try again.'
		};
	}
	const known = systemError(error) ?? error;
	if (isBoxError(known)) return { code: known.code, reason: known.message, hint: known.hint ?? null };
	const errorId = randomBytes(8).toString('hex');
	const { id, kind } = run.record;
	run.log.error({ err: error, errorId, jobId: id, kind }, 'a job failed for an unknown reason');
	return {
		code: 'internal',
		reason: 'Something went wrong inside the box.',
		hint: `Look for ${errorId} in the log of dogeboxd.`
	};
}

/** Formats a duration for people: `90 s`, `10 min`. */
function duration(ms: number): string {
	return ms < 120_000 ? `${Math.round(ms / 1000)} s` : `${Math.round(ms / 60_000)} min`;
}
