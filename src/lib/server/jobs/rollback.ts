/** Ends a job that failed or was cancelled, after undoing what it had done. */
import { messageOf } from '../../contract/errors.ts';
import type { Failure } from '../../contract/jobs.ts';
import { CANCELLED } from './planner.ts';
import type { JobRecord } from './record.ts';
import { endStep, type RunDeps } from './steps.ts';
import type { JobKind } from './types.ts';
import type { RunWrites } from './writes.ts';

/** Ends the current step and skips the later ones. The caller writes the record. */
function endSteps(record: JobRecord, reached: 'failed' | 'cancelled', now: () => number): void {
	const at = record.steps.findIndex((step) => step.status !== 'succeeded');
	for (const [i, step] of record.steps.entries()) {
		if (step.status === 'running' || (i === at && step.status === 'pending')) endStep(step, reached, now());
		else if (step.status === 'pending') step.status = 'skipped';
	}
}

/**
 * Undoes and ends a job.
 * @param run.kind null where this version does not know it; then nothing is undone
 */
export async function rollBack(
	deps: RunDeps,
	run: { record: JobRecord; kind: JobKind<unknown, unknown> | null; failure: Failure; writes: RunWrites }
): Promise<void> {
	const { line, log, now, halted, children } = deps;
	const { record, kind, failure, writes } = run;
	const cancelled = record.cancelRequested && failure.code === CANCELLED.code;
	// From here on the job cannot be cancelled.
	record.error = failure;
	const left = children.end(record.id);
	if (left) await left;
	if (halted()) return;
	const begun = record.startedAt !== null;
	endSteps(record, cancelled ? 'cancelled' : 'failed', now);
	record.waitingFor = null;
	record.result = null;
	line(record.id, cancelled ? 'Cancelled.' : `Failed: ${failure.reason} [${failure.code}]`);
	// Written before the undo, so that after a crash within it, the undo continues.
	await writes.saveEnd();
	if (kind?.undo && (begun || kind.undoUnbegun !== false)) {
		try {
			await kind.undo(structuredClone(record.input), failure, { log: (text) => line(record.id, text) });
		} catch (error) {
			// Logged, but it does not replace the first failure, which is the cause.
			line(record.id, `Undoing incomplete changes failed: ${messageOf(error)}`);
			log.error({ err: error, jobId: record.id, kind: record.kind }, 'undo of a job failed');
		}
	}
	if (halted()) return;
	record.status = cancelled ? 'cancelled' : 'failed';
	if (cancelled) record.error = null;
	record.finishedAt = now();
	await writes.saveEnd();
}
