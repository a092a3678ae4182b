/** A job in memory and in its rows, and its public form. */
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
	/** The parent job and the name of its step that runs this job as a child. */
	parent: { id: string; step: string } | null;
	/** JSON value; only the kind knows its type. */
	input: unknown;
	status: JobStatus;
	steps: StepRecord[];
	/** Set as soon as the job has failed. While `status` is still `running`, it is being undone. */
	error: Failure | null;
	/**
	 * The unmet condition that keeps it from beginning. Kept in memory only: it is checked again
	 * after a restart.
	 */
	waitingFor: Failure | null;
	/** JSON value; null for none. */
	result: unknown;
	cancelRequested: boolean;
	/** How often it was resumed after a crash. */
	resumed: number;
	requestedBy: string;
	createdAt: number;
	startedAt: number | null;
	finishedAt: number | null;
}

/** Whether a job with this status has ended. */
export function isFinished(status: JobStatus): boolean {
	return status === 'succeeded' || status === 'failed' || status === 'cancelled';
}

/** Progress over all steps by their weight, 0–100; 100 only when every step is done. */
export function percentOf(steps: readonly { weight: number; percent: number; status: string }[]): number {
	let whole = 0;
	let done = 0;
	for (const step of steps) {
		whole += step.weight;
		done += step.weight * (step.status === 'succeeded' ? 100 : Math.min(step.percent, 99));
	}
	return whole === 0 ? 0 : Math.floor(done / whole);
}

/** The public form of a job: a copy, not changed afterwards. */
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
		// A cancellation is no error; its failure is kept only while the job is being undone.
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
