/** Runs a job's steps from the first unfinished one on. Each is written as begun before it runs. */
import type { Failure } from '../../contract/jobs.ts';
import type { JobRecord, StepRecord } from './record.ts';
import { createStepContext, type StepDeps } from './step-context.ts';
import type { Interruption } from './interruption.ts';
import type { JobKind } from './types.ts';
import type { RunWrites } from './writes.ts';

export interface RunDeps extends StepDeps {
	/** Milliseconds since the epoch. */
	now(): number;
}

type Steps = JobKind<unknown, unknown>['steps'];

/** Ends a step in the record. The caller writes it. */
export function endStep(step: StepRecord, status: 'succeeded' | 'failed' | 'cancelled', now: number): void {
	step.status = status;
	step.finishedAt = now;
	if (status === 'succeeded') step.percent = 100;
}

/** Marks a step as begun. The caller writes it. */
function beginStep(step: StepRecord, now: number): void {
	step.status = 'running';
	step.startedAt = now;
	step.finishedAt = null;
	step.percent = 0;
}

/** Index of the first step from `from` on that is needed; the number of steps where none is. */
function firstNeeded(steps: Steps, from: number, { input }: JobRecord): number {
	const found = steps.findIndex((step, at) => at >= from && (step.needed?.(structuredClone(input)) ?? true));
	return found < 0 ? steps.length : found;
}

/**
 * Marks steps that are not needed as done. The caller writes them. @returns the next needed step
 */
function passOver(steps: Steps, from: number, record: JobRecord, now: () => number): number {
	const next = firstNeeded(steps, from, record);
	for (const step of record.steps.slice(from, next)) {
		step.startedAt ??= now();
		endStep(step, 'succeeded', now());
	}
	return next;
}

/**
 * Runs the unfinished steps, and ends the job when all are done.
 * @param run.resumed the job was begun before dogeboxd was restarted
 * @returns the failure, or null when all steps are done or the job was suspended until the next
 * start
 */
export async function runSteps(
	deps: RunDeps,
	run: { record: JobRecord; steps: Steps; resumed: boolean; interruption: Interruption; writes: RunWrites }
): Promise<Failure | null> {
	const { save, line, now, halted, children } = deps;
	const { record, steps, resumed, interruption, writes } = run;
	const { signal } = interruption;
	const entering = (at: number) => () => steps[at]!.entering?.(structuredClone(record.input));
	const begin = (at: number) => {
		beginStep(record.steps[at]!, now());
		line(record.id, `── ${record.steps[at]!.title}${resumed ? ' (resumed)' : ''}`);
	};

	/**
	 * @returns true when the step and its children are done; otherwise its failure, or null where
	 * it was suspended
	 */
	async function runStep(at: number): Promise<Failure | true | null> {
		const step = record.steps[at]!;
		const { context, end } = createStepContext(deps, { record, step, position: at, signal, resumed });
		try {
			try {
				await writes.whileBusy(() => steps[at]!.run(context));
			} catch (error) {
				return interruption.suspended() ? null : interruption.failureOf(error);
			}
			// Children that the step did not await, or did not request again after a crash, end
			// with it.
			const left = interruption.reason() === 'shutdown' ? null : children.end(record.id);
			if (left) await left;
			return halted() ? null : true;
		} finally {
			end();
		}
	}

	const unfinished = record.steps.findIndex((step) => step.status !== 'succeeded');
	record.status = 'running';
	record.startedAt ??= now();
	let position = passOver(steps, unfinished < 0 ? steps.length : unfinished, record, now);
	if (position < steps.length) {
		begin(position);
		await writes.whileBusy(() => save(record, undefined, entering(position)));
	}
	while (position < steps.length) {
		const done = await runStep(position);
		if (done !== true) return done;
		endStep(record.steps[position]!, 'succeeded', now());
		if (position + 1 === steps.length) break;
		if (signal.aborted) {
			await writes.whileBusy(() => save(record, [position]));
			return interruption.reason() === 'shutdown' ? null : interruption.failureOf(signal.reason);
		}
		const next = passOver(steps, position + 1, record, now);
		if (next === steps.length) break;
		// Written in one transaction: a running job always has a running step, unless it was
		// suspended by a clean stop.
		begin(next);
		const changed = [...record.steps.keys()].slice(position, next + 1);
		await writes.whileBusy(() => save(record, changed, entering(next)));
		position = next;
	}
	line(record.id, 'Done.');
	record.status = 'succeeded';
	record.finishedAt = now();
	await writes.saveEnd();
	return null;
}
