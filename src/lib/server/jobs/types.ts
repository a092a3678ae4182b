import type { Failure, Job, JobStatus, JobSubject } from '../../contract/jobs.ts';

/**
 * The context that a step receives. Steps are idempotent: after a crash of dogeboxd a step may run
 * again from its beginning.
 * @typeParam Result type of the job's result; `never` for none
 */
export interface StepContext<Input, Result = never> {
	readonly jobId: string;
	readonly input: Input;
	/** Aborted by cancel, time-out and shutdown (`signal.reason` says which). */
	readonly signal: AbortSignal;
	/** True when the job was resumed after dogeboxd died within it. */
	readonly resumed: boolean;
	/** Progress within the step, 0–1; throttled before it is written and sent. */
	progress(fraction: number, note?: string): void;
	/** Appends one line to the job's log file. Never a secret. */
	log(line: string): void;
	/**
	 * Sets the job's result: a small JSON value, written with the end of the step. The last call
	 * counts.
	 */
	setResult(value: Result): void;
	/**
	 * Runs a job as part of this step and waits for it. The child may use the locks of this job,
	 * but waits for locks of others. Cancelling this job cancels the child. After a crash the same
	 * call resumes the child of the earlier run, or returns its result.
	 * @param share the part of this step's progress that the child's progress fills, 0–1; all of it
	 * by default
	 * @returns the child's result
	 * @throws BoxError with the child's failure; 409 `deadlock` where both would wait for each
	 * other; `busy`, `stopping` like `submit`
	 */
	child<ChildInput, ChildResult>(
		job: JobHandle<ChildInput, ChildResult>,
		input: ChildInput,
		share?: { from: number; to: number }
	): Promise<ResultOf<ChildResult>>;
}

/** The type of a job's result; null where its kind has none. */
export type ResultOf<Result> = [Result] extends [never] ? null : Result;

export interface Step<Input, Result = never> {
	name: string;
	title: string;
	/** Share of the whole, any positive number. */
	weight: number;
	/**
	 * Whether the step has anything to do, called when the previous one is done. Absent: it has. A
	 * step that returns false counts as done, without a write of its own. An error ends the job.
	 */
	needed?(input: Input): boolean;
	/**
	 * Called in the transaction that writes the beginning of the step. It writes related states,
	 * which would otherwise cost a separate write to the disk. It is called again when the step
	 * runs again. An error ends the job.
	 */
	entering?(input: Input): void;
	run(context: StepContext<Input, Result>): Promise<void>;
}

/**
 * A requirement that must be met before a job begins. It is checked when the job's locks are free.
 * See `conditions.ts` for the usual ones.
 */
export interface Condition<Input = unknown> {
	/**
	 * What happens to the job while the condition is unmet. `refuse`: the job fails with the
	 * reason. `wait`: the job shows the reason, lets others run first, and is checked again.
	 */
	readonly otherwise: 'refuse' | 'wait';
	/** @returns null where the condition is met, otherwise the reason why not */
	check(input: Input, signal: AbortSignal): Failure | null | Promise<Failure | null>;
}

/**
 * A kind of job, declared once: its locks, and its behaviour on conflict, after a crash and on
 * failure.
 */
export interface JobKind<Input, Result = never> {
	kind: string;
	title(input: Input): string;
	/** Locks: `pup:<id>`, `system`. Two jobs that share one never run at the same time. */
	resources(input: Input): string[];
	/** The pup, source … that the job concerns. Default none. */
	subject?(input: Input): JobSubject | null;
	/**
	 * When another unfinished job holds a lock: wait for it, refuse (409 `busy`), or return the
	 * unfinished job of the same kind.
	 */
	conflict: 'queue' | 'reject' | 'join';
	/**
	 * Checked in order before the first step. Jobs never begin while dogeboxd stops. Default none.
	 */
	conditions?: readonly Condition<Input>[];
	steps: readonly Step<Input, Result>[];
	/**
	 * Its steps may run again from any of them, even where later ones were done. So its progress
	 * need not be synced to the disk at once; its submission is.
	 */
	relaxed?: true;
	/** After a crash: continue at the unfinished step, or fail and undo. */
	afterCrash: 'resume' | 'fail';
	/** Time limit of the whole job, milliseconds. */
	timeoutMs: number;
	/**
	 * Runs after a failure, cancellation or time-out: undoes partial work and writes the actual
	 * state. Idempotent. The locks are held meanwhile. A job cancelled before it began also runs
	 * it, so it waits for its locks.
	 */
	undo?(input: Input, failure: Failure, context: { log(line: string): void }): Promise<void>;
	/**
	 * False: `submit` wrote nothing that `undo` would revert, so a job cancelled before it began
	 * ends at once without `undo`. Default true.
	 */
	undoUnbegun?: boolean;
}

/** A job of a known kind. Its result is set when it has succeeded. */
export type JobOf<Result> = Omit<Job, 'result'> & { result: ResultOf<Result> | null };

/** Submits jobs of a declared kind. */
export interface JobHandle<Input, Result = never> {
	readonly kind: string;
	/**
	 * Writes the row, then runs the job when its locks are free. May be called within a transaction
	 * that also writes related rows: the job exists only if that transaction is committed.
	 * @param options.requestedBy `owner`, or `box` (default)
	 * @throws BoxError 409 `busy` on a refused conflict; 503 `stopping`
	 */
	submit(input: Input, options?: { requestedBy?: string }): JobOf<Result>;
	/** Like {@link Jobs.finished}. */
	finished(id: string, signal?: AbortSignal): Promise<JobOf<Result>>;
}

/** A line of a job's log. */
export interface JobLogLine {
	/** Milliseconds since the epoch. */
	at: number;
	text: string;
	/** Identifies this line; reading from it continues with the next line. */
	cursor: string;
}

/** Which jobs to list. */
export interface JobQuery {
	limit?: number | undefined;
	unfinishedOnly?: boolean | undefined;
	/** Only jobs created before this time, milliseconds since the epoch. */
	before?: number | undefined;
	/** Id of the pup, source … that the jobs concern. */
	subject?: string | undefined;
	kinds?: readonly string[] | undefined;
	statuses?: readonly JobStatus[] | undefined;
}

export interface Jobs {
	/** Declares a kind; before `start`. @returns a handle that submits jobs of the kind */
	define<Input, Result = never>(kind: JobKind<Input, Result>): JobHandle<Input, Result>;
	get(id: string): Job | null;
	/** Jobs that match all given criteria, newest first. */
	list(options?: JobQuery): Job[];
	/** @throws BoxError 404, or 409 `not-cancellable` when it has finished. */
	cancel(id: string): Job;
	/**
	 * The last lines of its log, oldest first. The log is bounded, so all of it may be requested.
	 * @throws BoxError 404
	 */
	log(id: string, tail: number): Promise<JobLogLine[]>;
	/**
	 * Calls `fn` with new lines until unsubscribed.
	 * @param after cursor of the last line that the caller has; later lines are delivered first
	 * @throws BoxError 422 `invalid-cursor`
	 */
	followLog(id: string, fn: (lines: JobLogLine[]) => void, after?: string): () => void;
	/**
	 * Resolves when the job has finished, at once where it already has.
	 * @throws BoxError 404; 503 `stopping` when dogeboxd stops first
	 */
	finished(id: string, signal?: AbortSignal): Promise<Job>;
	/** Checks the unmet conditions of waiting jobs again at once. */
	recheck(): void;
	/** The unfinished job that holds `resource`. */
	holding(resource: string): Job | null;
	/** Resumes or fails what a crash interrupted, then runs the queue. */
	start(): Promise<void>;
	/** Aborts running steps (they resume at the next start) and waits up to `graceMs`. */
	stop(graceMs: number): Promise<void>;
}
