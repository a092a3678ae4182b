/** One job from its first unfinished step to its end. Writes each transition before it goes on. */
import { messageOf } from '../../contract/errors.ts';
import type { Failure } from '../../contract/jobs.ts';
import { systemError } from '../../contract/system-errors.ts';
import { failureOfRun, StopReason } from './failure.ts';
import { CANCELLED } from './planner.ts';
import type { JobRecord, StepRecord } from './record.ts';
import { createStepContext, type RunningStep, type StepDeps } from './step-context.ts';
import type { JobKind } from './types.ts';

/** Milliseconds until a write that failed at the end of a job is tried again. */
const RETRY_MS = 5000;
/** Milliseconds until a write is tried again that another program's lock has refused. */
const BUSY_AGAIN_MS = 250;
const DATABASE_BUSY = 'database-busy';

export interface RunDeps extends StepDeps {
	now(): number;
}

export interface Run {
	/**
	 * Resolves when the job has ended, was suspended until the next start, or may not begin yet.
	 * Never rejects.
	 */
	readonly done: Promise<void>;
	/** Aborts the present step. */
	stop(why: 'cancel' | 'shutdown'): void;
}

const isBusy = (error: unknown) => systemError(error)?.code === DATABASE_BUSY;
const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms).unref());

/**
 * Does what writes to the database, and does it again while another program holds that: steps may
 * run again, and a write that was refused has changed nothing.
 * @param over asked before each other try; true: there is none
 */
async function whileBusy<T>(work: () => T | Promise<T>, over: () => boolean): Promise<T> {
	for (;;) {
		try {
			return await work();
		} catch (error) {
			if (!isBusy(error) || over()) throw error;
			await pause(BUSY_AGAIN_MS);
		}
	}
}

/** Position of the first step, from `from` on, that has anything to do; their number for none. */
function firstNeeded(steps: JobKind<unknown, unknown>['steps'], from: number, { input }: JobRecord): number {
	const found = steps.findIndex((step, at) => at >= from && (step.needed?.(structuredClone(input)) ?? true));
	return found < 0 ? steps.length : found;
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
	let running: RunningStep | null = null;

	const reason = (): StopReason['why'] | null =>
		abort.signal.aborted ? (abort.signal.reason as StopReason).why : null;

	const stop = (why: StopReason['why']) => abort.abort(new StopReason(why));

	/** Ends a step in the record; the caller writes it. */
	function endStep(step: StepRecord, status: 'succeeded' | 'failed' | 'cancelled'): void {
		running?.end();
		running = null;
		step.status = status;
		step.finishedAt = now();
		if (status === 'succeeded') step.percent = 100;
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

	/** Marks what has nothing to do as done; the caller writes it. @returns the step that has */
	function passOver(steps: JobKind<unknown, unknown>['steps'], from: number): number {
		const next = firstNeeded(steps, from, record);
		for (const step of record.steps.slice(from, next)) {
			step.startedAt ??= now();
			endStep(step, 'succeeded');
		}
		return next;
	}

	/**
	 * @returns the failure, or null when all steps are done or the job was suspended until the next
	 *   start
	 */
	async function runSteps(steps: JobKind<unknown, unknown>['steps']): Promise<Failure | null> {
		const unfinished = record.steps.findIndex((step) => step.status !== 'succeeded');
		record.status = 'running';
		record.startedAt ??= now();
		let position = passOver(steps, unfinished < 0 ? steps.length : unfinished);
		if (position < steps.length) {
			beginStep(position);
			await written(() => save(record, undefined, entering(steps[position]!)));
		}
		while (position < steps.length) {
			const step = record.steps[position]!;
			try {
				running = createStepContext(deps, { record, step, position, signal: abort.signal, resumed });
				const { context } = running;
				await written(() => steps[position]!.run(context));
			} catch (error) {
				if (deps.halted() || reason() === 'shutdown') return null;
				return failureOf(error);
			}
			// What it did not wait for, or did not ask for again after a crash, is over with it.
			const left = reason() === 'shutdown' ? null : children.end(record.id);
			if (left) await left;
			if (deps.halted()) return null;
			endStep(step, 'succeeded');
			if (position + 1 === steps.length) break;
			if (abort.signal.aborted) {
				await written(() => save(record, [position]));
				return reason() === 'shutdown' ? null : failureOf(abort.signal.reason);
			}
			const next = passOver(steps, position + 1);
			if (next === steps.length) break;
			// In one write: a running job always has a running step, unless it was suspended by a
			// clean stop.
			beginStep(next);
			const changed = [...record.steps.keys()].slice(position, next + 1);
			await written(() => save(record, changed, entering(steps[next]!)));
			position = next;
		}
		line(record.id, 'Done.');
		record.status = 'succeeded';
		record.finishedAt = now();
		await saveEnd();
		return null;
	}

	const failureOf = (error: unknown): Failure =>
		failureOfRun(error, { why: reason(), timeoutMs: kind?.timeoutMs ?? 0, record, log });

	const written = <T>(work: () => T | Promise<T>) =>
		whileBusy(work, () => {
			const over = abort.signal.aborted || deps.halted();
			if (!over) log.warn({ jobId: record.id }, 'another program holds the database; the job waits for it');
			return over;
		});

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
				line(record.id, `Undoing what was half done failed: ${messageOf(error)}`);
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
				await pause(RETRY_MS);
			}
		}
	}

	/**
	 * Asks what must hold before the first step.
	 * @returns a failure, null when all holds, `later` when the job has to wait or was suspended
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
				running?.end();
			}
		}
		if (failure && !deps.halted()) await rollback(failure);
	}

	return { done: all(), stop };
}
