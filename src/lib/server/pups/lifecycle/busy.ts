/** Finds the job that holds a pup. */
import type { Job } from '../../../contract/jobs.ts';
import type { Jobs } from '../../jobs/types.ts';
import { filesOf } from './kinds.ts';

/** The unfinished job that holds a pup. */
export type BusyWith = (id: string) => Job | null;

type Holding = Pick<Jobs, 'holding'>;

function unfinished(job: Job | null): Job | null {
	return job && (job.status === 'queued' || job.status === 'running') ? job : null;
}

export function createBusyWith(jobs: Holding): BusyWith {
	return (id) => unfinished(jobs.holding(`pup:${id}`));
}

/**
 * The job that is shown with a pup. A job that replaces its files takes precedence, since its child
 * jobs act on the container.
 */
export function createWorkOn(jobs: Holding): BusyWith {
	return (id) => unfinished(jobs.holding(filesOf(id))) ?? unfinished(jobs.holding(`pup:${id}`));
}
