import type { Failure, Job } from '../../contract/jobs.ts';

/** What a step gets. Steps are idempotent: after a crash of dogeboxd a step may run again from its beginning. */
export interface StepContext<Input> {
	readonly jobId: string;
	readonly input: Input;
	/** Aborted by cancel, time-out and shutdown (`signal.reason` tells which). */
	readonly signal: AbortSignal;
	/** True when the job was taken up again after dogeboxd died within it. */
	readonly resumed: boolean;
	/** Progress within the step, 0–1; throttled before it is written and sent. */
	progress(fraction: number, note?: string): void;
	/** One line for the job's log file. Never a secret. */
	log(line: string): void;
}

export interface Step<Input> {
	name: string;
	title: string;
	/** Share of the whole, any positive number. */
	weight: number;
	/**
	 * Written together with the beginning of the step, in one transaction: states that say the same thing and would else cost a
	 * write on the disk of their own. Runs again when the step does. What it throws ends the job.
	 */
	entering?(input: Input): void;
	run(context: StepContext<Input>): Promise<void>;
}

/** A kind of job, declared once: what it locks, what happens on conflict, after a crash, on failure. */
export interface JobKind<Input> {
	kind: string;
	title(input: Input): string;
	/** Locks: `pup:<id>`, `system`. Two jobs that share one never run at the same time. */
	resources(input: Input): string[];
	pupId?(input: Input): string | null;
	/** When another unfinished job holds a lock: wait for it, refuse (409 `busy`), or give back the same kind's job. */
	conflict: 'queue' | 'reject' | 'join';
	steps: Step<Input>[];
	/** After a crash: go on at the unfinished step, or fail honestly and undo. */
	afterCrash: 'resume' | 'fail';
	/** Milliseconds for the whole job. */
	timeoutMs: number;
	/**
	 * Runs after a failure, cancel or time-out: undoes what was half-done and writes the honest state. Idempotent. The locks
	 * are held meanwhile; also for a job cancelled before it began, which therefore waits for them.
	 */
	undo?(input: Input, failure: Failure, context: { log(line: string): void }): Promise<void>;
	/** False: nothing was written at `submit`, so a job cancelled before it began ends at once without `undo`. Default true. */
	undoUnbegun?: boolean;
}

export interface Jobs {
	/** Declares a kind; before `start`. */
	define<Input>(kind: JobKind<Input>): void;
	/**
	 * Writes the row, then runs it when its locks are free. May be called within a transaction that writes what belongs to
	 * it: the job is there if and when that is committed.
	 * @throws BoxError 409 `busy` on a refused conflict; 503 `stopping`
	 */
	submit<Input>(kind: string, input: Input, options?: { requestedBy?: string }): Job;
	get(id: string): Job | null;
	/** Newest first. */
	list(options?: { limit?: number; unfinishedOnly?: boolean; before?: number }): Job[];
	/** @throws BoxError 404, or 409 `not-cancellable` when it has finished. */
	cancel(id: string): Job;
	/**
	 * Lines of its log, oldest first. Read at the call: `followLog` in the same tick goes on exactly where this ends.
	 * @throws BoxError 404
	 */
	log(id: string, tail: number): Promise<{ at: number; text: string }[]>;
	followLog(id: string, fn: (lines: { at: number; text: string }[]) => void): () => void;
	/** Resolves when it has finished (also when it already had). @throws BoxError 404; 503 `stopping` when the box stops first */
	finished(id: string, signal?: AbortSignal): Promise<Job>;
	/** The unfinished job that holds `resource`. */
	holding(resource: string): Job | null;
	/** Takes up or fails what a crash interrupted, then runs the queue. */
	start(): Promise<void>;
	/** Aborts running steps (they resume at the next start) and waits up to `graceMs`. */
	stop(graceMs: number): Promise<void>;
}
