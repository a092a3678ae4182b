/** Door of the jobs room: durable jobs with named steps, locks, a log each; honest after a crash. */
import { randomBytes } from 'node:crypto';
import type { Logger } from 'pino';
import { BoxError, notFound } from '../../contract/errors.ts';
import type { Job } from '../../contract/jobs.ts';
import type { Database } from '../db/index.ts';
import type { Events } from '../events/index.ts';
import { createJobLogs } from './log-files.ts';
import { CANCELLED, decideConflict, planStart, runnable, sameSteps } from './planner.ts';
import { isFinished, toJob, type JobRecord, type StepRecord } from './record.ts';
import { runJob, StopReason, type Run } from './run.ts';
import { createJobStore } from './store.ts';
import type { JobKind, Jobs } from './types.ts';

export type { JobKind, Jobs, Step, StepContext } from './types.ts';
export { StopReason };

/** Finished jobs that are kept, with their logs. */
const JOBS_KEPT = 500;
/** Jobs that run at the same time. */
const PARALLEL = 4;
const LIST_DEFAULT = 50;
const LIST_MAX = 500;

interface Waiter {
	resolve(job: Job): void;
	reject(error: unknown): void;
}

/** A job that has not ended. */
interface LiveJob {
	readonly record: JobRecord;
	/** Began in an earlier life of dogeboxd. */
	resumed: boolean;
	run: Run | null;
	waiters: Set<Waiter>;
}

const stopping = () =>
	new BoxError({
		code: 'stopping',
		status: 503,
		message: 'The box is stopping.',
		hint: 'What has begun goes on when it is back.'
	});

/**
 * Makes the job runner. Declare the kinds, then call `start`.
 * @param deps.logFolder absolute folder for the jobs' logs, made when missing
 * @param deps.now clock, milliseconds since the epoch
 * @param deps.parallel jobs that run at the same time, default 4
 * @param deps.keep finished jobs that are kept, default 500
 */
export function createJobs(deps: {
	database: Database;
	events: Events;
	logFolder: string;
	log: Logger;
	now?: () => number;
	parallel?: number;
	keep?: number;
}): Jobs {
	const { database, events, log } = deps;
	const now = deps.now ?? Date.now;
	const parallel = deps.parallel ?? PARALLEL;
	const keep = deps.keep ?? JOBS_KEPT;
	const store = createJobStore(database);
	const logs = createJobLogs({ folder: deps.logFolder, log, now });
	const kinds = new Map<string, JobKind<unknown>>();
	/** By id, in the order in which they were asked for. What an earlier life left is there from the beginning. */
	const live = new Map<string, LiveJob>();
	for (const record of store.unfinished()) live.set(record.id, liveJob(record));

	let phase: 'new' | 'running' | 'stopping' | 'halted' = 'new';
	let scheduled = false;
	let lastCreated = 0;

	function save(record: JobRecord, positions?: readonly number[], also?: () => void): void {
		database.transaction(() => {
			also?.();
			store.save(record, positions);
			events.emit({ kind: 'job', job: toJob(record) });
		});
	}

	/** Runs what can run, once the present call is over: `submit` gives back a queued job, whatever follows. */
	function schedule(): void {
		if (scheduled || phase !== 'running') return;
		scheduled = true;
		queueMicrotask(() => {
			scheduled = false;
			if (phase === 'running') runQueue();
		});
	}

	function runQueue(): void {
		const all = [...live.values()];
		const claim = ({ record }: LiveJob) => ({ id: record.id, resources: record.resources });
		// What must be taken back goes first, then what an earlier life had begun, then the rest by age.
		const rank = ({ record }: LiveJob) => (record.error ? 0 : record.status === 'running' ? 1 : 2);
		const waiting = all.filter((job) => !job.run).sort((a, b) => rank(a) - rank(b));
		const running = all.filter((job) => job.run);
		for (const id of runnable(waiting.map(claim), running.map(claim), parallel)) {
			const job = live.get(id)!;
			const run = runJob(
				{ save, line: logs.write, log, now, halted: () => phase === 'halted' },
				job.record,
				kinds.get(job.record.kind) ?? null,
				job.resumed
			);
			job.run = run;
			run.done
				.then(() => ended(job))
				.catch((err: unknown) => log.error({ err, jobId: id }, 'the end of a job could not be seen to'));
		}
	}

	function ended(job: LiveJob): void {
		if (phase === 'halted') return;
		logs.close(job.record.id);
		job.run = null;
		// Put down by a clean stop: stays as it is for the next start.
		if (!isFinished(job.record.status)) return;
		live.delete(job.record.id);
		for (const waiter of job.waiters) waiter.resolve(toJob(job.record));
		prune();
		schedule();
	}

	function prune(): void {
		try {
			for (const id of store.prune(keep)) logs.remove(id);
		} catch (error) {
			log.warn({ err: error }, 'old jobs could not be removed');
		}
	}

	function resume(job: LiveJob): void {
		const { record } = job;
		const kind = kinds.get(record.kind) ?? null;
		const plan = planStart(record, kind);
		if (plan.do === 'wait') {
			if (kind && !sameSteps(record, kind)) {
				record.steps = newSteps(kind);
				store.replaceSteps(record);
			}
			return;
		}
		job.resumed = record.startedAt !== null;
		if (plan.do === 'resume') {
			record.resumed = plan.resumed;
			logs.write(record.id, 'The box was started again; going on.');
		} else record.error = plan.failure;
		log.info({ jobId: record.id, kind: record.kind, plan: plan.do }, 'unfinished job of an earlier life');
		save(record);
	}

	function lookUp(id: string): JobRecord {
		const record = live.get(id)?.record ?? store.load(id);
		if (!record) throw notFound('job', id);
		return record;
	}

	return {
		define(kind) {
			if (phase !== 'new') throw new Error(`the kind of job ${kind.kind} was declared after the start`);
			if (kinds.has(kind.kind)) throw new Error(`the kind of job ${kind.kind} is declared twice`);
			// Its input went through JSON and back; the kind alone knows its type.
			kinds.set(kind.kind, kind as unknown as JobKind<unknown>);
		},
		submit(kindName, input, options = {}) {
			const kind = kinds.get(kindName);
			if (!kind) throw new Error(`there is no kind of job ${kindName}`);
			if (phase === 'stopping' || phase === 'halted') throw stopping();
			// What the steps get now is what they would get after a restart.
			const stored = JSON.parse(JSON.stringify(input ?? null)) as unknown;
			const resources = [...new Set(kind.resources(stored))];
			const decision = decideConflict(
				kind,
				resources,
				[...live.values()].map((job) => job.record)
			);
			if (decision.do !== 'insert') {
				const rival = live.get(decision.id)!.record;
				if (decision.do === 'join') return toJob(rival);
				throw new BoxError({
					code: 'busy',
					status: 409,
					message: `“${rival.title}” is still under way.`,
					hint: 'Wait until it is done, or cancel it.'
				});
			}
			// Never twice the same: lists are paged by it.
			lastCreated = Math.max(now(), lastCreated + 1);
			const record: JobRecord = {
				id: randomBytes(16).toString('hex'),
				kind: kindName,
				title: kind.title(stored),
				resources,
				pupId: kind.pupId?.(stored) ?? null,
				input: stored,
				status: 'queued',
				steps: newSteps(kind),
				error: null,
				cancelRequested: false,
				resumed: 0,
				requestedBy: options.requestedBy ?? 'box',
				createdAt: lastCreated,
				startedAt: null,
				finishedAt: null
			};
			const snapshot = toJob(record);
			database.transaction(() => {
				store.insert(record);
				events.emit({ kind: 'job', job: snapshot });
			});
			// Known at once, so that a second one in the same transaction meets it; runs only after the commit.
			live.set(record.id, liveJob(record));
			const drop = () => void live.delete(record.id);
			database.afterCommit(() => {
				// A savepoint inside the transaction may have been rolled back alone.
				if (store.has(record.id)) schedule();
				else drop();
			}, drop);
			return snapshot;
		},
		get(id) {
			const record = live.get(id)?.record ?? store.load(id);
			return record && toJob(record);
		},
		list(options = {}) {
			const limit = Math.min(Math.max(Math.trunc(options.limit ?? LIST_DEFAULT), 1), LIST_MAX);
			const before = options.before ?? Number.MAX_SAFE_INTEGER;
			const records = store.list({ limit, before, unfinishedOnly: options.unfinishedOnly ?? false });
			// In memory the progress is newer than in the rows.
			return records.map((record) => toJob(live.get(record.id)?.record ?? record));
		},
		cancel(id) {
			const record = lookUp(id);
			if (record.cancelRequested && !isFinished(record.status)) return toJob(record);
			const job = live.get(id);
			if (!job || record.error || isFinished(record.status)) {
				throw new BoxError({
					code: 'not-cancellable',
					status: 409,
					message: `“${record.title}” ${isFinished(record.status) ? 'is over' : 'has failed and is being taken back'}.`
				});
			}
			record.cancelRequested = true;
			// Not running: either never begun, or begun in an earlier life and waiting for its turn to go on.
			if (!job.run) {
				record.error = CANCELLED;
				const kind = kinds.get(record.kind);
				if (record.startedAt === null && (!kind?.undo || kind.undoUnbegun === false)) {
					record.status = 'cancelled';
					record.error = null;
					record.finishedAt = now();
					for (const [i, step] of record.steps.entries()) step.status = i === 0 ? 'cancelled' : 'skipped';
				}
			}
			save(record);
			job.run?.stop('cancel');
			if (isFinished(record.status)) ended(job);
			else schedule();
			return toJob(record);
		},
		// Async so that an unknown id is a rejection; the reading itself happens at the call.
		async log(id, tail) {
			lookUp(id);
			return logs.read(id, tail);
		},
		followLog: (id, fn) => logs.follow(id, fn),
		finished(id, signal) {
			return new Promise<Job>((resolve, reject) => {
				const record = lookUp(id);
				const job = live.get(id);
				if (!job || isFinished(record.status)) return resolve(toJob(record));
				if (phase === 'stopping' || phase === 'halted') return reject(stopping());
				if (signal?.aborted) return reject(signal.reason);
				const leave = () => {
					job.waiters.delete(waiter);
					signal?.removeEventListener('abort', aborted);
				};
				const aborted = () => {
					leave();
					reject(signal!.reason);
				};
				const waiter: Waiter = {
					resolve: (done) => (leave(), resolve(done)),
					reject: (error) => (leave(), reject(error))
				};
				job.waiters.add(waiter);
				signal?.addEventListener('abort', aborted);
			});
		},
		holding(resource) {
			const holders = [...live.values()].map((job) => job.record).filter((r) => r.resources.includes(resource));
			const holder = holders.find((record) => record.status === 'running') ?? holders[0];
			return holder ? toJob(holder) : null;
		},
		async start() {
			if (phase !== 'new') return;
			database.transaction(() => {
				for (const job of live.values()) resume(job);
			});
			phase = 'running';
			prune();
			schedule();
		},
		async stop(graceMs) {
			if (phase === 'stopping' || phase === 'halted') return;
			phase = 'stopping';
			const runs: Promise<void>[] = [];
			for (const job of live.values()) {
				for (const waiter of [...job.waiters]) waiter.reject(stopping());
				if (!job.run) continue;
				suspend(job.record);
				job.run.stop('shutdown');
				runs.push(job.run.done);
			}
			let timer: NodeJS.Timeout | undefined;
			const grace = new Promise<void>((resolve) => (timer = setTimeout(resolve, graceMs)));
			await Promise.race([Promise.all(runs), grace]);
			clearTimeout(timer);
			phase = 'halted';
			logs.closeAll();
		}
	};

	/** Sets the running step back, which is how the next start tells a clean stop from a crash. */
	function suspend(record: JobRecord): void {
		if (record.error || isFinished(record.status)) return;
		const position = record.steps.findIndex((step) => step.status === 'running');
		if (position < 0) return;
		record.steps[position]!.status = 'pending';
		logs.write(record.id, 'The box is stopping; this goes on when it is back.');
		try {
			save(record, [position]);
		} catch (error) {
			log.warn({ err: error, jobId: record.id }, 'a job could not be put down');
		}
	}
}

function liveJob(record: JobRecord): LiveJob {
	return { record, resumed: false, run: null, waiters: new Set() };
}

function newSteps(kind: JobKind<unknown>): StepRecord[] {
	return kind.steps.map(({ name, title, weight }) => ({
		name,
		title,
		weight: Math.max(1, Math.round(weight)),
		status: 'pending',
		percent: 0,
		note: null,
		startedAt: null,
		finishedAt: null
	}));
}
