import type { Failure, Job, JobStatus, JobSubject } from '../../contract/jobs.ts';

/**
 * What a step gets. Steps are idempotent: after a crash of dogeboxd a step may run again from its
 * beginning.
 * @typeParam Result what the job makes; `never` for nothing
 */
export interface StepContext<Input, Result = never> {
	readonly jobId: string;
	readonly input: Input;
	/** Aborted by cancel, time-out and shutdown (`signal.reason` tells which). */
	readonly signal: AbortSignal;
	/** True when the job was resumed after dogeboxd died within it. */
	readonly resumed: boolean;
	/** Progress within the step, 0–1; throttled before it is written and sent. */
	progress(fraction: number, note?: string): void;
	/** One line for the job's log file. Never a secret. */
	log(line: string): void;
	/**
	 * Says what the job makes: a small JSON value, written with the end of the step. The last call
	 * counts.
	 */
	setResult(value: Result): void;
	/**
	 * Runs a job as part of this step and waits for it. The child may use the locks of this job;
	 * others it waits for. A cancel of this job cancels it. After a crash the same call resumes
	 * the child of the earlier run, or its result.
	 * @param share the part of this step's progress that the child's counts for, 0–1; all of it by
	 *   default
	 * @returns the child's result
	 * @throws BoxError with the child's failure; 409 `deadlock` where both would wait for each
	 *   other; `busy`, `stopping` as `submit`
	 */
	child<ChildInput, ChildResult>(
		job: JobHandle<ChildInput, ChildResult>,
		input: ChildInput,
		share?: { from: number; to: number }
	): Promise<ResultOf<ChildResult>>;
}

/** What a job brings: its result, null where its kind has none. */
export type ResultOf<Result> = [Result] extends [never] ? null : Result;

export interface Step<Input, Result = never> {
	name: string;
	title: string;
	/** Share of the whole, any positive number. */
	weight: number;
	/**
	 * Whether it has anything to do, asked when the one before it is done; absent: it has. What it
	 * answers with no counts as done, without a write of its own. What it throws ends the job.
	 */
	needed?(input: Input): boolean;
	/**
	 * Written together with the beginning of the step, in one transaction: states that say the same
	 * thing and would else cost a write on the disk of their own. Runs again when the step does.
	 * What it throws ends the job.
	 */
	entering?(input: Input): void;
	run(context: StepContext<Input, Result>): Promise<void>;
}

/**
 * What must hold before a job begins. It is asked when the job's locks are free; see
 * `conditions.ts` for the usual ones.
 */
export interface Condition<Input = unknown> {
	/**
	 * What becomes of the job while it does not hold. `refuse`: it fails and says why. `wait`: it
	 * says why, lets others go first, and is asked again.
	 */
	readonly otherwise: 'refuse' | 'wait';
	/** @returns null where it holds, else why it does not */
	check(input: Input, signal: AbortSignal): Failure | null | Promise<Failure | null>;
}

/**
 * A kind of job, declared once: what it locks, what happens on conflict, after a crash, on failure.
 */
export interface JobKind<Input, Result = never> {
	kind: string;
	title(input: Input): string;
	/** Locks: `pup:<id>`, `system`. Two jobs that share one never run at the same time. */
	resources(input: Input): string[];
	/** The pup, source … it is about. Default none. */
	subject?(input: Input): JobSubject | null;
	/**
	 * When another unfinished job holds a lock: wait for it, refuse (409 `busy`), or give back the
	 * same kind's job.
	 */
	conflict: 'queue' | 'reject' | 'join';
	/**
	 * Asked in turn before the first step. That the box is not stopping holds always. Default none.
	 */
	conditions?: readonly Condition<Input>[];
	steps: readonly Step<Input, Result>[];
	/**
	 * Its steps may be done again from any of them, also where later ones were done: what is
	 * written of its progress need not be on the disk at once. That it was asked for is.
	 */
	relaxed?: true;
	/** After a crash: go on at the unfinished step, or fail honestly and undo. */
	afterCrash: 'resume' | 'fail';
	/** Milliseconds for the whole job. */
	timeoutMs: number;
	/**
	 * Runs after a failure, cancel or time-out: undoes what was half-done and writes the honest
	 * state. Idempotent. The locks are held meanwhile; also for a job cancelled before it began,
	 * which therefore waits for them.
	 */
	undo?(input: Input, failure: Failure, context: { log(line: string): void }): Promise<void>;
	/**
	 * False: nothing was written at `submit`, so a job cancelled before it began ends at once
	 * without `undo`. Default true.
	 */
	undoUnbegun?: boolean;
}

/** A job of a known kind. Its result is there when it has succeeded. */
export type JobOf<Result> = Omit<Job, 'result'> & { result: ResultOf<Result> | null };

/** A declared kind of job, to ask for. */
export interface JobHandle<Input, Result = never> {
	readonly kind: string;
	/**
	 * Writes the row, then runs it when its locks are free. May be called within a transaction that
	 * writes what belongs to it: the job is there if and when that is committed.
	 * @param options.requestedBy `owner`, or `box` (default)
	 * @throws BoxError 409 `busy` on a refused conflict; 503 `stopping`
	 */
	submit(input: Input, options?: { requestedBy?: string }): JobOf<Result>;
	/** As {@link Jobs.finished}. */
	finished(id: string, signal?: AbortSignal): Promise<JobOf<Result>>;
}

/** A line of a job's log. */
export interface JobLogLine {
	/** Milliseconds since the epoch. */
	at: number;
	text: string;
	/** Stands for this very line; given back, a reading goes on behind it. */
	cursor: string;
}

/** Which jobs to list. */
export interface JobQuery {
	limit?: number | undefined;
	unfinishedOnly?: boolean | undefined;
	/** Only those made before, milliseconds since the epoch. */
	before?: number | undefined;
	/** Id of the pup, source … they are about. */
	subject?: string | undefined;
	kinds?: readonly string[] | undefined;
	statuses?: readonly JobStatus[] | undefined;
}

export interface Jobs {
	/** Declares a kind; before `start`. @returns what asks for jobs of it */
	define<Input, Result = never>(kind: JobKind<Input, Result>): JobHandle<Input, Result>;
	get(id: string): Job | null;
	/** Newest first; those alone that fit all that is asked. */
	list(options?: JobQuery): Job[];
	/** @throws BoxError 404, or 409 `not-cancellable` when it has finished. */
	cancel(id: string): Job;
	/**
	 * The last lines of its log, oldest first; it is small enough for all of it.
	 * @throws BoxError 404
	 */
	log(id: string, tail: number): Promise<JobLogLine[]>;
	/**
	 * Calls `fn` with new lines until unsubscribed.
	 * @param after cursor of the last line the caller has: what was written since comes first
	 * @throws BoxError 422 `invalid-cursor`
	 */
	followLog(id: string, fn: (lines: JobLogLine[]) => void, after?: string): () => void;
	/**
	 * Resolves when it has finished (also when it already had).
	 * @throws BoxError 404; 503 `stopping` when the box stops first
	 */
	finished(id: string, signal?: AbortSignal): Promise<Job>;
	/** Asks anew at once what keeps jobs from beginning. */
	recheck(): void;
	/** The unfinished job that holds `resource`. */
	holding(resource: string): Job | null;
	/** Resumes or fails what a crash interrupted, then runs the queue. */
	start(): Promise<void>;
	/** Aborts running steps (they resume at the next start) and waits up to `graceMs`. */
	stop(graceMs: number): Promise<void>;
}
