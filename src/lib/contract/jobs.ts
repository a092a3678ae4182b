/** Jobs as browsers, programs and the server see them. */
import * as v from 'valibot';

export const JOB_STATUSES = ['queued', 'running', 'succeeded', 'failed', 'cancelled'] as const;
export const jobStatus = v.picklist(JOB_STATUSES);
export type JobStatus = v.InferOutput<typeof jobStatus>;

export const STEP_STATUSES = ['pending', 'running', 'succeeded', 'failed', 'cancelled', 'skipped'] as const;
export const stepStatus = v.picklist(STEP_STATUSES);

/** A failure in words for a person: code, sentence, next action. */
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
	/** What a person reads: “Building the root filesystem”. */
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

/** What a job can be about. */
export const JOB_SUBJECTS = ['pup', 'source', 'box', 'ad-hoc-box'] as const;
export const jobSubject = v.object({ kind: v.picklist(JOB_SUBJECTS), id: v.string() });
export type JobSubject = v.InferOutput<typeof jobSubject>;

/** What an installation came to: the `result` of its job. */
export const installResult = v.object({
	/** `needs-settings`: it is there, and starts when the settings that it waits for were saved. */
	ends: v.picklist(['running', 'stopped', 'needs-settings']),
	/** Labels of required settings without a value. */
	missing: v.array(v.string()),
	/** All of it for a person. */
	text: v.string()
});
export type InstallResult = v.InferOutput<typeof installResult>;

export const job = v.object({
	id: v.string(),
	/** `pup.install`, `pup.start` … */
	kind: v.string(),
	/** What a person reads: “Install Regtest node”. */
	title: v.string(),
	/** Locks it holds or waits for: `pup:<id>`, `system`. */
	resources: v.array(v.string()),
	/** The pup, source … it is about; null for the whole machine. */
	subject: v.nullable(jobSubject),
	/** The job whose step runs this one, where it is part of another. */
	parentId: v.nullable(v.string()),
	status: jobStatus,
	steps: v.array(jobStep),
	/** 0–100 over all steps, by their weight. */
	percent: v.number(),
	error: v.nullable(failure),
	/**
	 * Why it has not begun: a condition that does not hold yet. It begins by itself when it does.
	 */
	waitingFor: v.nullable(failure),
	/** What it made, as its kind says, once it has succeeded; null for nothing. */
	result: v.unknown(),
	/** True where a cancel can still be asked for. */
	cancellable: v.boolean(),
	cancelRequested: v.boolean(),
	/** Who asked: `owner` or `box` (the reconciler). */
	requestedBy: v.string(),
	createdAt: v.number(),
	startedAt: v.nullable(v.number()),
	finishedAt: v.nullable(v.number())
});
export type Job = v.InferOutput<typeof job>;
