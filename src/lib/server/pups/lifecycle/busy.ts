/** Which job is at work on a pup. */
import type { Job } from '../../../contract/jobs.ts';
import type { Jobs } from '../../jobs/types.ts';

/** The unfinished job that holds a pup. */
export type BusyWith = (id: string) => Job | null;

export function createBusyWith(jobs: Pick<Jobs, 'holding'>): BusyWith {
	return (id) => {
		const job = jobs.holding(`pup:${id}`);
		return job && (job.status === 'queued' || job.status === 'running') ? job : null;
	};
}
