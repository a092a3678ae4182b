/**
 * Child jobs, which a step of another job runs. They are submitted and awaited, resumed after a
 * crash, and ended with their parent.
 */
import { isDeepStrictEqual } from 'node:util';
import { BoxError } from '../../contract/errors.ts';
import type { Job } from '../../contract/jobs.ts';
import type { Queue } from './queue.ts';
import { isFinished, percentOf, type JobRecord } from './record.ts';
import type { LiveJob, Register } from './register.ts';
import type { StopReason } from './failure.ts';
import type { ChildCall, Children } from './step-context.ts';
import { asStored } from './stored.ts';
import type { Submit } from './submission.ts';

export function createChildren(
	register: Register,
	deps: { queue: Queue; submit: Submit; cancel(id: string): unknown; finished(id: string): Promise<Job> }
): Children {
	const { live, store } = register;
	/**
	 * Children that a step left when it was interrupted by a restart, by parent and step. Each is
	 * resumed once.
	 */
	const earlier = new Map<string, JobRecord[]>();

	/** Returns a child from before the restart with the same kind and input. */
	function resume({ parent, step, kind }: ChildCall, input: unknown): JobRecord | null {
		if (!live.get(parent.id)?.resumed) return null;
		const key = `${parent.id} ${step}`;
		const left = earlier.get(key) ?? store.childrenOf(parent.id, step).map((one) => live.get(one.id)?.record ?? one);
		earlier.set(key, left);
		const at = left.findIndex((one) => one.kind === kind && usable(one) && isDeepStrictEqual(one.input, input));
		return at < 0 ? null : left.splice(at, 1)[0]!;
	}

	function begin(call: ChildCall): JobRecord {
		const input = asStored(call.input);
		const found = resume(call, input);
		const job = found && live.get(found.id);
		if (job) deps.queue.unpause(job);
		if (found) return found;
		const { parent, step } = call;
		return deps.submit(call.kind, input, { requestedBy: parent.requestedBy, parent: { id: parent.id, step } }).record;
	}

	/** Cancels the job unless it has failed already or its cancellation was requested. */
	function cancel(job: LiveJob): void {
		if (job.record.error === null && !job.record.cancelRequested) deps.cancel(job.record.id);
	}

	return {
		async run(call) {
			call.signal.throwIfAborted();
			const record = begin(call);
			const job = live.get(record.id);
			const watch = (now: JobRecord) => call.onProgress(percentOf(now.steps), now.title);
			const aborted = () => {
				// At a shutdown the children are suspended like their parents. A job that was only
				// joined belongs to another parent and must not be cancelled here.
				const { why } = call.signal.reason as StopReason;
				if (job && why !== 'shutdown' && record.parent?.id === call.parent.id && live.has(record.id)) cancel(job);
			};
			job?.watchers.add(watch);
			call.signal.addEventListener('abort', aborted, { once: true });
			try {
				const done = await deps.finished(record.id);
				call.signal.throwIfAborted();
				if (done.status !== 'succeeded') throw failureOf(done);
				call.onProgress(100, done.title);
				return done.result;
			} finally {
				call.signal.removeEventListener('abort', aborted);
				job?.watchers.delete(watch);
			}
		},
		end(parentId) {
			for (const key of earlier.keys()) if (key.startsWith(`${parentId} `)) earlier.delete(key);
			const left = register.children(parentId);
			if (left.length === 0) return null;
			left.forEach(cancel);
			return Promise.all(left.map((job) => deps.finished(job.record.id))).then(
				() => {},
				// dogeboxd stops; the next start handles these jobs.
				() => {}
			);
		}
	};
}

/** Whether a child from before the restart has succeeded or still can. */
function usable({ status, error, cancelRequested }: JobRecord): boolean {
	return isFinished(status) ? status === 'succeeded' : error === null && !cancelRequested;
}

/** Converts the failure of a child to the error that its parent's step throws. */
function failureOf({ title, error }: Job): BoxError {
	if (!error) {
		const message = `“${title}”, which is a part of it, was cancelled.`;
		return new BoxError({ code: 'child-cancelled', status: 409, message, hint: 'Start it again.' });
	}
	return new BoxError({
		code: error.code,
		status: 422,
		message: error.reason,
		...(error.hint && { hint: error.hint })
	});
}
