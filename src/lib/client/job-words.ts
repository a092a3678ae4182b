/** Describes jobs for the owner. */
import type { Job } from '$lib/contract/jobs.ts';

/** Returns what a job does at the moment, and the note of its step. */
export function doingWords(job: Job): { text: string; note: string | null } {
	const step = job.steps.find(({ status }) => status === 'running');
	const text = job.cancelRequested
		? 'Cancelling'
		: job.status === 'queued'
			? 'Waiting for another job to finish'
			: (step?.title ?? (job.finishedAt ? 'Finished' : 'Starting'));
	return { text, note: step?.note ?? null };
}
