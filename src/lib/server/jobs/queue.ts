/** Begins jobs when their locks are free, and sees to their end. */
import { CANCELLED, runnable } from './planner.ts';
import { isFinished, toJob } from './record.ts';
import type { LiveJob, Register } from './register.ts';
import { runJob } from './run.ts';
import type { Children } from './step-context.ts';

export interface Queue {
	/**
	 * Runs what can run, once the present call is over: `submit` gives back a queued job, whatever
	 * follows.
	 */
	schedule(): void;
	/** A job has finished without having run, or its run is over. */
	ended(job: LiveJob): void;
	/** Lets a job that was paused stand in the queue again. */
	unpause(job: LiveJob): void;
	/** Removes the oldest finished jobs beyond those that are kept. */
	prune(): void;
}

/**
 * @param options.parallel jobs that run at the same time
 * @param options.keep finished jobs that are kept
 * @param options.recheckMs time until a condition that did not hold is asked again
 * @param options.pruneMs time from the end of a job until too old ones are removed
 * @param children what the steps of a job need of its children
 */
export function createQueue(
	register: Register,
	options: { parallel: number; keep: number; recheckMs: number; pruneMs: number },
	children: () => Children
): Queue {
	const { live, kinds, logs, log } = register;
	let scheduled = false;
	let pruning: NodeJS.Timeout | null = null;

	function schedule(): void {
		if (scheduled || register.phase !== 'running') return;
		scheduled = true;
		queueMicrotask(() => {
			scheduled = false;
			if (register.phase === 'running') runQueue();
		});
	}

	function runQueue(): void {
		const all = [...live.values()];
		// What must be undone goes first, then what an earlier life had begun, then the rest by
		// age.
		const rank = ({ record }: LiveJob) => (record.error ? 0 : record.status === 'running' ? 1 : 2);
		const waiting = all.filter((job) => !job.run && job.pause === null).sort((a, b) => rank(a) - rank(b));
		const running = all.filter((job) => job.run);
		for (const id of runnable(waiting.map(register.claim), running.map(register.claim), options.parallel)) begin(id);
	}

	function begin(id: string): void {
		const job = live.get(id)!;
		const run = runJob(
			{
				save: register.save,
				line: logs.write,
				log,
				now: register.now,
				halted: () => register.phase === 'halted',
				children: children()
			},
			job.record,
			kinds.get(job.record.kind) ?? null,
			job.resumed
		);
		job.run = run;
		run.done
			.then(() => ended(job))
			.catch((err: unknown) => log.error({ err, jobId: id }, 'the end of a job could not be seen to'));
	}

	function ended(job: LiveJob): void {
		if (register.phase === 'halted') return;
		logs.close(job.record.id);
		job.run = null;
		if (!isFinished(job.record.status)) {
			// Suspended by a clean stop it stays as it is for the next start; else a condition does
			// not hold.
			if (register.phase === 'running') pause(job);
			return;
		}
		live.delete(job.record.id);
		for (const waiter of job.waiters) waiter.resolve(toJob(job.record));
		pruneSoon();
		schedule();
	}

	/** Others go first meanwhile. */
	function pause(job: LiveJob): void {
		// Asked for when the run was just over.
		if (job.record.cancelRequested) {
			job.record.error = CANCELLED;
			return schedule();
		}
		job.pause = setTimeout(() => unpause(job), options.recheckMs).unref();
		schedule();
	}

	function unpause(job: LiveJob): void {
		if (typeof job.pause === 'object' && job.pause) clearTimeout(job.pause);
		job.pause = null;
		schedule();
	}

	/** It waits for the disk, so not before whoever waits for the job is answered, nor for each. */
	function pruneSoon(): void {
		pruning ??= setTimeout(() => {
			pruning = null;
			if (register.phase === 'running') prune();
		}, options.pruneMs).unref();
	}

	function prune(): void {
		try {
			for (const id of register.store.prune(options.keep)) logs.remove(id);
		} catch (error) {
			log.warn({ err: error }, 'old jobs could not be removed');
		}
	}

	return { schedule, ended, unpause, prune };
}
