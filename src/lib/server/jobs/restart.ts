/** Suspends jobs at the end of dogeboxd, and decides at its next start how they continue. */
import { ORPHANED, planStart, sameSteps, type StartPlan } from './planner.ts';
import { isFinished, type JobRecord } from './record.ts';
import type { LiveJob, Register } from './register.ts';
import { newSteps } from './submission.ts';

/** Decides at start-up about each unfinished job and writes the decisions in one transaction. */
export function resumeAll(register: Register): void {
	const plans = new Map<string, StartPlan>();
	register.database.transaction(() => {
		// A parent is older than its children, so its plan is already known.
		for (const job of register.live.values()) {
			const { record } = job;
			let plan = planStart(record, register.kinds.get(record.kind) ?? null);
			if (record.parent && plan.do !== 'undo') {
				if (plans.get(record.parent.id)?.do === 'resume') job.pause = 'for-parent';
				else plan = { do: 'undo', failure: ORPHANED };
			}
			plans.set(record.id, plan);
			resume(register, job, plan);
		}
	});
}

function resume(register: Register, job: LiveJob, plan: StartPlan): void {
	const { record } = job;
	if (plan.do === 'wait') {
		const kind = register.kinds.get(record.kind);
		if (kind && !sameSteps(record, kind)) {
			record.steps = newSteps(kind);
			register.store.replaceSteps(record);
		}
		return;
	}
	job.resumed = record.startedAt !== null;
	if (plan.do === 'resume') {
		record.resumed = plan.resumed;
		register.logs.write(record.id, 'The box was restarted; continuing.');
	} else record.error = plan.failure;
	register.log.info({ jobId: record.id, kind: record.kind, plan: plan.do }, 'unfinished job of an earlier life');
	register.save(record);
}

/**
 * At a clean stop, sets the running step back to pending. By that the next start distinguishes it
 * from a crash.
 */
export function suspend(register: Register, record: JobRecord): void {
	if (record.error || isFinished(record.status)) return;
	const position = record.steps.findIndex((step) => step.status === 'running');
	if (position < 0) return;
	record.steps[position]!.status = 'pending';
	register.logs.write(record.id, 'The box is stopping; this continues when it is back.');
	try {
		register.save(record, [position]);
	} catch (error) {
		register.log.warn({ err: error, jobId: record.id }, 'a job could not be suspended');
	}
}
