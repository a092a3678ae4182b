/** Filters changes. Pure. */
import type { Change } from '../../contract/live.ts';

/** An absent member does not restrict. */
export interface ChangeFilter {
	kinds?: readonly string[] | null | undefined;
	/** Ids of pups: selects their changes, and those of jobs about them. */
	pups?: readonly string[] | null | undefined;
}

/** Whether a change passes the filter. */
export function isWanted({ body }: Pick<Change, 'body'>, { kinds, pups }: ChangeFilter): boolean {
	if (kinds && !kinds.includes(body.kind)) return false;
	if (!pups) return true;
	if (body.kind === 'pup') return pups.includes(body.pup.id);
	if (body.kind === 'pup-removed') return pups.includes(body.id);
	return body.kind === 'job' && body.job.subject?.kind === 'pup' && pups.includes(body.job.subject.id);
}
