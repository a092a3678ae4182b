/** Starts jobs when their locks are free, and handles their end. */
import { CANCELLED, runnable } from './planner.ts';
import { isFinished, toJob } from './record.ts';
import type { LiveJob, Register } from './register.ts';
import { runJob } from './run.ts';
import type { Children } from './step-context.ts';

export interface Queue {
	/**
	 * Starts the jobs that can run, after the current call has returned. So `submit` always returns
	 * a queued job.
	 */
	schedule(): void;
	/** Handles a job that has finished without a run, or whose run has ended. */
	ended(job: LiveJob): void;
	/** Returns a paused job to the queue. */
	unpause(job: LiveJob): void;
	/** Removes the oldest finished jobs beyond the number that is kept. */
	prune(): void;
}

/**
 * @param options.parallel most jobs that run at the same time
 * @param options.keep number of finished jobs that are kept
 * @param options.recheckMs time until an unmet condition is checked again
 * @param options.pruneMs delay between the end of a job and the removal of old jobs
 * @param children runs child jobs of steps
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
		// Jobs to be undone go first, then those that were begun before a restart, then the rest by
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
			// A job suspended by a clean stop stays as it is for the next start. Otherwise a
			// condition is unmet.
			if (register.phase === 'running') pause(job);
			return;
		}
		live.delete(job.record.id);
		for (const waiter of job.waiters) waiter.resolve(toJob(job.record));
		pruneSoon();
		schedule();
	}

	/** Takes the job out of the queue for a while, so that others go first. */
	function pause(job: LiveJob): void {
		// The cancellation was requested just after the run had ended.
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

	/**
	 * Pruning blocks on the disk, so it runs after waiters are notified, and once for several jobs.
	 */
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
