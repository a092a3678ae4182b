/**
 * Runs one job from its first unfinished step to its end. Writes each transition before it
 * continues.
 */
import type { Failure } from '../../contract/jobs.ts';
import type { StopReason } from './failure.ts';
import type { JobRecord } from './record.ts';
import { rollBack } from './rollback.ts';
import type { StepDeps } from './step-context.ts';
import { runSteps, type RunDeps } from './steps.ts';
import { createInterruption, type Interruption } from './interruption.ts';
import type { JobKind } from './types.ts';
import { createRunWrites } from './writes.ts';

export interface Run {
	/**
	 * Resolves when the job has ended, was suspended until the next start, or may not begin yet.
	 * Never rejects.
	 */
	readonly done: Promise<void>;
	/** Aborts the current step. */
	stop(why: Extract<StopReason['why'], 'cancel' | 'shutdown'>): void;
}

/**
 * Checks the job's conditions before the first step.
 * @returns a failure, null when all conditions are met, `later` when the job has to wait or was
 * suspended
 */
async function unmetCondition(
	{ save, line }: Pick<StepDeps, 'save' | 'line'>,
	record: JobRecord,
	kind: JobKind<unknown, unknown>,
	interruption: Interruption
): Promise<Failure | 'later' | null> {
	for (const condition of kind.conditions ?? []) {
		const failure = await condition.check(structuredClone(record.input), interruption.signal);
		if (interruption.suspended()) return 'later';
		if (interruption.reason() !== null) return interruption.failureOf(interruption.signal.reason);
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

/**
 * Runs a job. When `record.error` is set, it only undoes and ends the job.
 * @param resumed the job was begun before dogeboxd was restarted
 */
export function runJob(
	deps: RunDeps,
	record: JobRecord,
	kind: JobKind<unknown, unknown> | null,
	resumed: boolean
): Run {
	const interruption = createInterruption(record, kind?.timeoutMs ?? 0, deps);
	const writes = createRunWrites(deps, record, interruption.signal);

	async function all(): Promise<void> {
		let failure = record.error;
		if (!failure && kind) {
			const timer = setTimeout(() => interruption.stop('timeout'), Math.min(kind.timeoutMs, 2 ** 31 - 1)).unref();
			try {
				// Without conditions the first step begins synchronously.
				const asks = record.startedAt === null && kind.conditions?.length;
				const unmet = asks ? await unmetCondition(deps, record, kind, interruption) : null;
				if (unmet === 'later') return;
				failure = unmet ?? (await runSteps(deps, { record, steps: kind.steps, resumed, interruption, writes }));
			} catch (error) {
				failure = interruption.failureOf(error);
			} finally {
				clearTimeout(timer);
			}
		}
		if (failure && !deps.halted()) await rollBack(deps, { record, kind, failure, writes });
	}

	return { done: all(), stop: interruption.stop };
}
