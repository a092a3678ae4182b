/** Jobs as browsers, programs and the server exchange them. */
import * as v from 'valibot';

export const JOB_STATUSES = ['queued', 'running', 'succeeded', 'failed', 'cancelled'] as const;
export const jobStatus = v.picklist(JOB_STATUSES);
export type JobStatus = v.InferOutput<typeof jobStatus>;

export const STEP_STATUSES = ['pending', 'running', 'succeeded', 'failed', 'cancelled', 'skipped'] as const;
export const stepStatus = v.picklist(STEP_STATUSES);

/** A failure for a person: code, sentence, next action. */
export const failure = v.object({
	code: v.string(),
	/** What is wrong, one sentence. */
	reason: v.string(),
	/** What to do, one sentence. */
	hint: v.nullable(v.string())
});
export type Failure = v.InferOutput<typeof failure>;

export const jobStep = v.object({
	/** Stable name within the kind: `build`, `mount` … */
	name: v.string(),
	/** Title for a person: “Building the root filesystem”. */
	title: v.string(),
	status: stepStatus,
	/** 0–100 within the step. */
	percent: v.number(),
	/** Latest short note of the step (“42 of 97 packages”). */
	note: v.nullable(v.string()),
	/** Milliseconds since the epoch. */
	startedAt: v.nullable(v.number()),
	finishedAt: v.nullable(v.number())
});
export type JobStep = v.InferOutput<typeof jobStep>;

/** Kinds of subjects that a job can have. */
export const JOB_SUBJECTS = ['pup', 'source', 'box', 'ad-hoc-box'] as const;
export const jobSubject = v.object({ kind: v.picklist(JOB_SUBJECTS), id: v.string() });
export type JobSubject = v.InferOutput<typeof jobSubject>;

/** Result of an installation: the `result` of its job. */
export const installResult = v.object({
	/** `needs-settings`: the pup is installed, and starts when its required settings are saved. */
	ends: v.picklist(['running', 'stopped', 'needs-settings']),
	/** Labels of required settings without a value. */
	missing: v.array(v.string()),
	/** Summary for a person. */
	text: v.string()
});
export type InstallResult = v.InferOutput<typeof installResult>;

export const job = v.object({
	id: v.string(),
	/** `pup.install`, `pup.start` … */
	kind: v.string(),
	/** Title for a person: “Install Regtest node”. */
	title: v.string(),
	/** Locks that it holds or waits for: `pup:<id>`, `system`. */
	resources: v.array(v.string()),
	/** The pup, source … that it is about; null for the whole machine. */
	subject: v.nullable(jobSubject),
	/** The job whose step runs this one; null when it is not part of another. */
	parentId: v.nullable(v.string()),
	status: jobStatus,
	steps: v.array(jobStep),
	/** 0–100 over all steps, by their weight. */
	percent: v.number(),
	error: v.nullable(failure),
	/**
	 * Why it has not started: a condition that is not met yet. It starts by itself when the
	 * condition is met.
	 */
	waitingFor: v.nullable(failure),
	/** Result of a job that succeeded, in the form of its kind; null for none. */
	result: v.unknown(),
	/** Whether the job can still be cancelled. */
	cancellable: v.boolean(),
	cancelRequested: v.boolean(),
	/** Who requested it: `owner` or `box` (the reconciler). */
	requestedBy: v.string(),
	createdAt: v.number(),
	startedAt: v.nullable(v.number()),
	finishedAt: v.nullable(v.number())
});
export type Job = v.InferOutput<typeof job>;
