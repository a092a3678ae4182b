/** Describes states of services and jobs for the owner. */
import type { Job, JobStatus } from '$lib/contract/jobs.ts';
import type { ServiceStatus } from '$lib/contract/pups.ts';
import type { Tone } from './tones.ts';

export const SERVICE_STATE: Record<ServiceStatus['state'], { label: string; tone: Tone }> = {
	running: { label: 'Running', tone: 'good' },
	waiting: { label: 'Waiting to restart', tone: 'warn' },
	exited: { label: 'Exited', tone: 'bad' },
	stopped: { label: 'Stopped', tone: 'neutral' }
};

export const JOB_STATUS: Record<JobStatus, { label: string; tone: Tone }> = {
	queued: { label: 'Waiting', tone: 'neutral' },
	running: { label: 'Running', tone: 'info' },
	succeeded: { label: 'Done', tone: 'good' },
	failed: { label: 'Failed', tone: 'bad' },
	cancelled: { label: 'Cancelled', tone: 'neutral' }
};

/**
 * Returns the result of a job, if it has one.
 *
 * @param job its `result` is used if it has a `text`, as that of an installation does
 * @returns null when there is no result; `waits`: the owner has to do something
 */
export function resultWords({ result }: Pick<Job, 'result'>): { text: string; waits: boolean } | null {
	if (typeof result !== 'object' || result === null || !('text' in result)) return null;
	const { text } = result;
	return typeof text === 'string' ? { text, waits: 'ends' in result && result.ends === 'needs-settings' } : null;
}
