/** One job from its first unfinished step to its end. Writes each transition before it goes on. */
import { randomBytes } from 'node:crypto';
import type { Logger } from 'pino';
import { isBoxError } from '../../contract/errors.ts';
import { systemError } from '../../contract/system-errors.ts';
import type { Failure } from '../../contract/jobs.ts';
import { CANCELLED } from './planner.ts';
import type { JobRecord, StepRecord } from './record.ts';
import { asStored } from './stored.ts';
import type { JobKind, StepContext } from './types.ts';

/** Milliseconds between two writes of progress; more often nobody can see it. */
const PROGRESS_MS = 250;
/** Milliseconds until a write that failed at the end of a job is tried again. */
const RETRY_MS = 5000;
/** Characters of a note. */
const NOTE_CHARS = 200;

/** Why a running step was aborted; `signal.reason` of its signal. */
export class StopReason extends Error {
	readonly why: 'cancel' | 'timeout' | 'shutdown';
	constructor(why: 'cancel' | 'timeout' | 'shutdown') {
		super(`stopped: ${why}`);
		// The name that fetch, streams and timers give what an AbortSignal ended.
		this.name = 'AbortError';
		this.why = why;
	}
}

/** A call of {@link StepContext.child}. */
export interface ChildCall {
	parent: JobRecord;
	/** Name of the step that runs it. */
	step: string;
	kind: string;
	input: unknown;
	/** Of the parent's run. */
	signal: AbortSignal;
	/** 0–100 */
	onProgress(percent: number, title: string): void;
}

export interface Children {
	/** Runs a child and waits for it. @returns its result @throws as {@link StepContext.child} */
	run(call: ChildCall): Promise<unknown>;
	/**
	 * Cancels the children of a job that have not ended, and waits for them. Null where there are
	 * none.
	 */
	end(parentId: string): Promise<void> | null;
}

export interface RunDeps {
	/**
	 * Writes the record (and the steps at these positions) and tells of it, in one transaction,
	 * with what `also` writes.
	 */
	save(record: JobRecord, positions?: readonly number[], also?: () => void): void;
	/** A line in the job's log file. */
	line(id: string, text: string): void;
	log: Logger;
	now(): number;
	/** The process is about to end: nothing may be written any more. */
	halted(): boolean;
	children: Children;
}

export interface Run {
	/**
	 * Resolves when the job has ended, was put down for the next start, or may not begin yet. Never
	 * rejects.
	 */
	readonly done: Promise<void>;
	/** Aborts the present step. */
	stop(why: 'cancel' | 'shutdown'): void;
}

/**
 * Runs a job. When `record.error` is set it only undoes and ends it.
 * @param resumed the job was begun in an earlier life of dogeboxd
 */
export function runJob(
	deps: RunDeps,
	record: JobRecord,
	kind: JobKind<unknown, unknown> | null,
	resumed: boolean
): Run {
	const { save, line, log, now, children } = deps;
	const abort = new AbortController();
	let progressTimer: NodeJS.Timeout | undefined;
	let progressAt = 0;

	const reason = (): StopReason['why'] | null =>
		abort.signal.aborted ? (abort.signal.reason as StopReason).why : null;

	function stop(why: StopReason['why']): void {
		abort.abort(new StopReason(why));
	}

	/** Ends a step in the record; the caller writes it. */
	function endStep(step: StepRecord, status: 'succeeded' | 'failed' | 'cancelled'): void {
		clearTimeout(progressTimer);
		progressTimer = undefined;
		step.status = status;
		step.finishedAt = now();
		if (status === 'succeeded') step.percent = 100;
	}

	function context(position: number, step: StepRecord): StepContext<unknown, unknown> {
		const over = () => step.status !== 'running' || deps.halted();
		const write = () => {
			clearTimeout(progressTimer);
			progressTimer = undefined;
			if (over()) return;
			progressAt = performance.now();
			try {
				save(record, [position]);
			} catch (error) {
				log.warn({ err: error, jobId: record.id }, 'progress of a job could not be written');
			}
		};
		const self: StepContext<unknown, unknown> = {
			jobId: record.id,
			input: structuredClone(record.input),
			signal: abort.signal,
			resumed: resumed,
			progress(fraction, note) {
				if (over()) return;
				const percent = Number.isFinite(fraction) ? Math.round(Math.min(Math.max(fraction, 0), 1) * 100) : step.percent;
				const text = note === undefined ? step.note : note.slice(0, NOTE_CHARS);
				if (percent === step.percent && text === step.note) return;
				step.percent = percent;
				step.note = text;
				const wait = progressAt + PROGRESS_MS - performance.now();
				if (wait <= 0) write();
				else progressTimer ??= setTimeout(write, wait).unref();
			},
			log(text) {
				if (!deps.halted()) line(record.id, text);
			},
			setResult(value) {
				if (!over()) record.result = asStored(value);
			},
			async child(handle, input, { from, to } = { from: 0, to: 1 }) {
				const result = await children.run({
					parent: record,
					step: step.name,
					kind: handle.kind,
					input,
					signal: abort.signal,
					onProgress: (percent, title) => self.progress(from + ((to - from) * percent) / 100, title)
				});
				// What its kind's steps set, over JSON.
				return result as never;
			}
		};
		return self;
	}

	/** Marks the step at `position` as begun; the caller writes it. */
	function beginStep(position: number): void {
		const step = record.steps[position]!;
		step.status = 'running';
		step.startedAt = now();
		step.finishedAt = null;
		step.percent = 0;
		line(record.id, `── ${step.title}${resumed ? ' (resumed)' : ''}`);
	}

	const entering = (step: JobKind<unknown>['steps'][number]) => () => step.entering?.(structuredClone(record.input));

	/**
	 * @returns the failure, or null when all steps are done or the job was put down for the next
	 *   start
	 */
	async function runSteps(steps: JobKind<unknown, unknown>['steps']): Promise<Failure | null> {
		let position = record.steps.findIndex((step) => step.status !== 'succeeded');
		record.status = 'running';
		record.startedAt ??= now();
		if (position >= 0) {
			beginStep(position);
			save(record, undefined, entering(steps[position]!));
		}
		while (position >= 0) {
			const step = record.steps[position]!;
			try {
				await steps[position]!.run(context(position, step));
			} catch (error) {
				if (deps.halted() || reason() === 'shutdown') return null;
				return failureOf(error);
			}
			// What it did not wait for, or did not ask for again after a crash, is over with it.
			const left = reason() === 'shutdown' ? null : children.end(record.id);
			if (left) await left;
			if (deps.halted()) return null;
			endStep(step, 'succeeded');
			const next = position + 1;
			if (next === record.steps.length) break;
			if (abort.signal.aborted) {
				save(record, [position]);
				return reason() === 'shutdown' ? null : failureOf(abort.signal.reason);
			}
			// In one write: a running job always has a running step, unless it was put down by a
			// clean stop.
			beginStep(next);
			save(record, [position, next], entering(steps[next]!));
			position = next;
		}
		line(record.id, 'Done.');
		record.status = 'succeeded';
		record.finishedAt = now();
		await saveEnd();
		return null;
	}

	function failureOf(error: unknown): Failure {
		const why = reason();
		if (why === 'cancel') return CANCELLED;
		if (why === 'timeout') {
			return {
				code: 'timeout',
				reason: `It was not done after ${duration(kind?.timeoutMs ?? 0)} and was stopped.`,
				hint: 'Its log tells how far it came. Try again.'
			};
		}
		const told = systemError(error) ?? error;
		if (isBoxError(told)) return { code: told.code, reason: told.message, hint: told.hint ?? null };
		const errorId = randomBytes(8).toString('hex');
		log.error({ err: error, errorId, jobId: record.id, kind: record.kind }, 'a job failed for an unknown reason');
		return {
			code: 'internal',
			reason: 'Something went wrong inside the box.',
			hint: `Look for ${errorId} in the log of dogeboxd.`
		};
	}

	/** Undoes and ends a job that failed or was cancelled. */
	async function rollback(failure: Failure): Promise<void> {
		const cancelled = record.cancelRequested && failure.code === CANCELLED.code;
		// Not cancellable any more.
		record.error = failure;
		const left = children.end(record.id);
		if (left) await left;
		if (deps.halted()) return;
		const begun = record.startedAt !== null;
		const at = record.steps.findIndex((step) => step.status !== 'succeeded');
		for (const [i, step] of record.steps.entries()) {
			if (step.status === 'running' || (i === at && step.status === 'pending')) {
				endStep(step, cancelled ? 'cancelled' : 'failed');
			} else if (step.status === 'pending') step.status = 'skipped';
		}
		record.waitingFor = null;
		record.result = null;
		line(record.id, cancelled ? 'Cancelled.' : `Failed: ${failure.reason} [${failure.code}]`);
		// Written before the undo: after a crash within it, it is gone on with.
		await saveEnd();
		if (kind?.undo && (begun || kind.undoUnbegun !== false)) {
			try {
				await kind.undo(structuredClone(record.input), failure, { log: (text) => line(record.id, text) });
			} catch (error) {
				// Told, but never instead of the first failure: that one is the cause.
				line(
					record.id,
					`Taking back what was half done failed: ${error instanceof Error ? error.message : String(error)}`
				);
				log.error({ err: error, jobId: record.id, kind: record.kind }, 'undo of a job failed');
			}
		}
		if (deps.halted()) return;
		record.status = cancelled ? 'cancelled' : 'failed';
		if (cancelled) record.error = null;
		record.finishedAt = now();
		await saveEnd();
	}

	/**
	 * Writes what must not be lost; on a full disk it waits, its locks held, until there is room.
	 */
	async function saveEnd(): Promise<void> {
		for (;;) {
			if (deps.halted()) return;
			try {
				save(record);
				return;
			} catch (error) {
				log.error({ err: error, jobId: record.id }, 'the state of a job could not be written; trying again');
				await new Promise<void>((resolve) => setTimeout(resolve, RETRY_MS).unref());
			}
		}
	}

	/**
	 * Asks what must hold before the first step.
	 * @returns a failure, null when all holds, `later` when the job has to wait or was put down
	 */
	async function unmetCondition(): Promise<Failure | 'later' | null> {
		for (const condition of kind?.conditions ?? []) {
			const failure = await condition.check(structuredClone(record.input), abort.signal);
			if (deps.halted() || reason() === 'shutdown') return 'later';
			if (reason() !== null) return failureOf(abort.signal.reason);
			if (failure === null) continue;
			if (condition.otherwise === 'refuse') return failure;
			if (record.waitingFor?.code !== failure.code || record.waitingFor.reason !== failure.reason) {
				record.waitingFor = failure;
				line(record.id, `Waiting: ${failure.reason}`);
				save(record, []);
			}
			return 'later';
		}
		record.waitingFor = null;
		return null;
	}

	async function all(): Promise<void> {
		let failure = record.error;
		if (!failure && kind) {
			const timer = setTimeout(() => stop('timeout'), Math.min(kind.timeoutMs, 2 ** 31 - 1)).unref();
			try {
				// Without conditions the first step begins in this very call.
				const unmet = record.startedAt === null && kind.conditions?.length ? await unmetCondition() : null;
				if (unmet === 'later') return;
				failure = unmet ?? (await runSteps(kind.steps));
			} catch (error) {
				failure = failureOf(error);
			} finally {
				clearTimeout(timer);
				clearTimeout(progressTimer);
			}
		}
		if (failure && !deps.halted()) await rollback(failure);
	}

	return { done: all(), stop };
}

/** `90 s`, `10 min`: for a person. */
function duration(ms: number): string {
	return ms < 120_000 ? `${Math.round(ms / 1000)} s` : `${Math.round(ms / 60_000)} min`;
}
