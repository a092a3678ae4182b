/**
 * Durable jobs with named steps, locks and a log each. After a crash they resume or report their
 * failure.
 */
import type { Logger } from 'pino';
import type { Database } from '../db/index.ts';
import type { Events } from '../events/index.ts';
import { createCancel } from './cancel.ts';
import { createChildren } from './children.ts';
import { createJobLogs } from './log-files.ts';
import { createQueue } from './queue.ts';
import { toJob } from './record.ts';
import { createRegister, stopping } from './register.ts';
import { resumeAll, suspend } from './restart.ts';
import { createJobStore } from './store.ts';
import { createSubmission } from './submission.ts';
import type { JobKind, JobOf, Jobs } from './types.ts';
import { createFinished } from './waiting.ts';
import { within } from '../concurrency/index.ts';

/** Number of finished jobs that are kept, with their logs. */
const JOBS_KEPT = 500;
/** Most jobs that run at the same time. */
const PARALLEL = 4;
/** Time until an unmet condition is checked again, milliseconds. */
const RECHECK_MS = 15_000;
/** Delay between the end of a job and the removal of old jobs, milliseconds. */
const PRUNE_MS = 5000;
const LIST_DEFAULT = 50;
const LIST_MAX = 500;

/**
 * Creates the job runner. Declare the kinds, then call `start`.
 * @param deps.logFolder absolute folder for the jobs' logs, created when missing
 * @param deps.now clock, milliseconds since the epoch
 * @param deps.parallel most jobs that run at the same time, default 4
 * @param deps.keep number of finished jobs that are kept, default 500
 * @param deps.recheckMs time until an unmet condition is checked again, milliseconds, default 15 s
 * @param deps.pruneMs delay between the end of a job and the removal of old jobs, milliseconds,
 * default 5 s
 */
export function createJobs(deps: {
	database: Database;
	events: Events;
	logFolder: string;
	log: Logger;
	now?: () => number;
	parallel?: number;
	keep?: number;
	recheckMs?: number;
	pruneMs?: number;
}): Jobs {
	const { database, events, log, now = Date.now, parallel = PARALLEL, keep = JOBS_KEPT } = deps;
	const { recheckMs = RECHECK_MS, pruneMs = PRUNE_MS } = deps;
	const store = createJobStore(database);
	const logs = createJobLogs({ folder: deps.logFolder, log, now });
	const register = createRegister({ database, events, store, logs, log, now });
	const { live, kinds } = register;
	const queue = createQueue(register, { parallel, keep, recheckMs, pruneMs }, () => children);
	const submit = createSubmission(register, queue);
	const cancel = createCancel(register, queue);
	const finished = createFinished(register);
	const children = createChildren(register, { queue, submit, cancel, finished });

	return {
		define<Input, Result>(kind: JobKind<Input, Result>) {
			if (register.phase !== 'new') throw new Error(`the kind of job ${kind.kind} was declared after the start`);
			if (kinds.has(kind.kind)) throw new Error(`the kind of job ${kind.kind} is declared twice`);
			// Inputs and results are serialised as JSON; only the kind knows their types.
			kinds.set(kind.kind, kind as unknown as JobKind<unknown, unknown>);
			return {
				kind: kind.kind,
				submit: (input, options) => toJob(submit(kind.kind, input, options).record) as JobOf<Result>,
				finished: (id, signal) => finished(id, signal) as Promise<JobOf<Result>>
			};
		},
		get(id) {
			const record = live.get(id)?.record ?? store.load(id);
			return record && toJob(record);
		},
		list(options = {}) {
			const limit = Math.min(Math.max(Math.trunc(options.limit ?? LIST_DEFAULT), 1), LIST_MAX);
			const before = options.before ?? Number.MAX_SAFE_INTEGER;
			const records = store.list({ ...options, limit, before });
			// The progress in memory is newer than the one in the rows.
			return records.map((record) => toJob(live.get(record.id)?.record ?? record));
		},
		cancel: (id) => toJob(cancel(id)),
		// Async so that an unknown id rejects the promise. The log itself is read synchronously.
		async log(id, tail) {
			register.get(id);
			return logs.read(id, tail);
		},
		followLog: (id, fn, after) => logs.follow(id, fn, after),
		finished,
		recheck() {
			for (const job of live.values()) if (typeof job.pause === 'object' && job.pause) queue.unpause(job);
		},
		holding(resource) {
			const holders = [...live.values()].map((job) => job.record).filter((r) => r.resources.includes(resource));
			const holder = holders.find((record) => record.status === 'running') ?? holders[0];
			return holder ? toJob(holder) : null;
		},
		async start() {
			if (register.phase !== 'new') return;
			resumeAll(register);
			register.phase = 'running';
			queue.prune();
			queue.schedule();
		},
		async stop(graceMs) {
			if (register.phase === 'stopping' || register.phase === 'halted') return;
			register.phase = 'stopping';
			const runs: Promise<void>[] = [];
			for (const job of live.values()) {
				if (job.pause !== null) queue.unpause(job);
				for (const waiter of [...job.waiters]) waiter.reject(stopping());
				if (!job.run) continue;
				suspend(register, job.record);
				job.run.stop('shutdown');
				runs.push(job.run.done);
			}
			await within(Promise.all(runs), graceMs);
			register.phase = 'halted';
			logs.closeAll();
		}
	};
}
