/** Waiting for jobs. */
import type { CallOptions } from './call.ts';
import { DogeboxError } from './errors.ts';
import type { Job, JobsOperations } from './generated.ts';
import { isPassing, sleep } from './retry.ts';

/** Seconds that one call is held back: shorter where somebody looks. */
const POLL = 1;
const HOLD = 30;
/** Milliseconds that a box may be away while a job is waited for: it may be restarted. */
const AWAY = 120_000;

export interface WaitOptions extends CallOptions {
	/** Called with the job as it is now, about once a second, and once when it has ended. */
	onProgress?: ((job: Job) => void) | undefined;
}

/** A job that was waited for did not succeed. */
export class JobError extends DogeboxError {
	override readonly name = 'JobError';
	/** As it ended; `job.error` says why. */
	readonly job: Job;

	constructor(job: Job) {
		const cancelled = job.status === 'cancelled';
		super(
			cancelled ? 'job-cancelled' : 'job-failed',
			job.error?.reason ?? (cancelled ? 'The job was cancelled.' : 'The job failed.'),
			{ hint: job.error?.hint ?? undefined }
		);
		this.job = job;
	}
}

/**
 * Waits until a job has ended. A box that is restarted meanwhile is waited for.
 * @param id as a call gave it; null where it began none
 * @throws JobError where it did not succeed; DogeboxError `invalid-call` where there is none
 */
export async function waitForJob(jobs: JobsOperations, id: string | null, options: WaitOptions = {}): Promise<Job> {
	if (id === null) throw new DogeboxError('invalid-call', 'There is no job to wait for: the call began none.');
	const { onProgress, ...call } = options;
	const wait = onProgress ? POLL : HOLD;
	let awaySince: number | null = null;
	for (;;) {
		let job: Job;
		try {
			// The answer may take as long as it is held back, beside its own time.
			job = await jobs.get(id, { ...call, wait });
			awaySince = null;
		} catch (error) {
			if (!(error instanceof DogeboxError) || !isPassing(error, true)) throw error;
			awaySince ??= performance.now();
			if (performance.now() - awaySince > AWAY) throw error;
			await sleep(Math.max(1000, (error.retryAfter ?? 0) * 1000), call.signal);
			continue;
		}
		onProgress?.(job);
		if (job.finishedAt === null) continue;
		if (job.status !== 'succeeded') throw new JobError(job);
		return job;
	}
}
