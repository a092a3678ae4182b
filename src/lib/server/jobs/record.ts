/** A job as it is held in memory and in its rows, and how it looks to others. */
import type { Failure, Job, JobStatus, JobStep, JobSubject } from '../../contract/jobs.ts';

export interface StepRecord extends JobStep {
	weight: number;
}

export interface JobRecord {
	id: string;
	kind: string;
	title: string;
	resources: string[];
	subject: JobSubject | null;
	/** The job that runs it as a child, and the name of the step that does. */
	parent: { id: string; step: string } | null;
	/** JSON value; the kind knows what it is. */
	input: unknown;
	status: JobStatus;
	steps: StepRecord[];
	/** Set as soon as it has failed: while `status` is still `running`, the undo runs. */
	error: Failure | null;
	/**
	 * The condition that keeps it from beginning. In memory alone: it is asked again after a
	 * restart.
	 */
	waitingFor: Failure | null;
	/** JSON value; null for none. */
	result: unknown;
	cancelRequested: boolean;
	/** Times it was resumed after a crash. */
	resumed: number;
	requestedBy: string;
	createdAt: number;
	startedAt: number | null;
	finishedAt: number | null;
}

/** Whether a job in this status is over. */
export function isFinished(status: JobStatus): boolean {
	return status === 'succeeded' || status === 'failed' || status === 'cancelled';
}

/** 0–100 over all steps by their weight; 100 only when every step is done. */
export function percentOf(steps: readonly { weight: number; percent: number; status: string }[]): number {
	let whole = 0;
	let done = 0;
	for (const step of steps) {
		whole += step.weight;
		done += step.weight * (step.status === 'succeeded' ? 100 : Math.min(step.percent, 99));
	}
	return whole === 0 ? 0 : Math.floor(done / whole);
}

/** What browsers and programs see of a job: a copy, as it was when it was published. */
export function toJob(record: JobRecord): Job {
	return {
		id: record.id,
		kind: record.kind,
		title: record.title,
		resources: [...record.resources],
		subject: record.subject && { ...record.subject },
		parentId: record.parent?.id ?? null,
		status: record.status,
		steps: record.steps.map(({ name, title, status, percent, note, startedAt, finishedAt }) => ({
			name,
			title,
			status,
			percent,
			note,
			startedAt,
			finishedAt
		})),
		percent: record.status === 'succeeded' ? 100 : percentOf(record.steps),
		// A cancel is no error; its reason is kept only while it is being undone.
		error: record.cancelRequested && record.error?.code === 'cancelled' ? null : record.error && { ...record.error },
		waitingFor: record.waitingFor && { ...record.waitingFor },
		result: record.status === 'succeeded' ? structuredClone(record.result) : null,
		cancellable: !isFinished(record.status) && !record.cancelRequested && record.error === null,
		cancelRequested: record.cancelRequested,
		requestedBy: record.requestedBy,
		createdAt: record.createdAt,
		startedAt: record.startedAt,
		finishedAt: record.finishedAt
	};
}
