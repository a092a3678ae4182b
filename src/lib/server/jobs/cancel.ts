/** Cancels a job that runs, waits, or was begun before a restart of dogeboxd. */
import { BoxError } from '../../contract/errors.ts';
import { CANCELLED } from './planner.ts';
import type { Queue } from './queue.ts';
import { isFinished, type JobRecord } from './record.ts';
import type { Register } from './register.ts';

/**
 * @returns a function that requests the cancellation of a job. It throws BoxError 404, 409
 * `not-cancellable`
 */
export function createCancel(register: Register, queue: Queue): (id: string) => JobRecord {
	return (id) => {
		const record = register.get(id);
		if (record.cancelRequested && !isFinished(record.status)) return record;
		const job = register.live.get(id);
		if (!job || record.error || isFinished(record.status)) {
			throw new BoxError({
				code: 'not-cancellable',
				status: 409,
				message: `“${record.title}” ${isFinished(record.status) ? 'is over' : 'has failed and is being undone'}.`
			});
		}
		record.cancelRequested = true;
		// The job does not run: it has not begun, or it was begun before a restart and waits to
		// continue.
		if (!job.run) {
			record.error = CANCELLED;
			record.waitingFor = null;
			const kind = register.kinds.get(record.kind);
			if (record.startedAt === null && (!kind?.undo || kind.undoUnbegun === false)) {
				record.status = 'cancelled';
				record.error = null;
				record.finishedAt = register.now();
				for (const [i, step] of record.steps.entries()) step.status = i === 0 ? 'cancelled' : 'skipped';
			}
		}
		register.save(record);
		job.run?.stop('cancel');
		if (isFinished(record.status)) queue.ended(job);
		else queue.unpause(job);
		return record;
	};
}
