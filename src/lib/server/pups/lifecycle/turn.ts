/** Decides when a pup may start: it waits for the pups that it depends on. */
import type { Failure, Job } from '../../../contract/jobs.ts';
import type { Jobs } from '../../jobs/types.ts';
import type { PupsDeps } from '../deps.ts';
import type { PupRows } from '../installed/index.ts';
import type { BusyWith } from './busy.ts';

export interface Turn {
	/** The failure where its owner does not want it to run any more; null where the owner does. */
	notWanted(id: string): Failure | null;
	/** Why it must wait; null where it may start. */
	waitsFor(id: string): Failure | null;
	/** Its next start does not wait for others. */
	skip(id: string): void;
	/** Notes that it has begun to start; the following start waits again. */
	began(id: string): void;
	/** Cancels a start that still waits, because its owner does not want it any more. */
	giveUp(id: string): void;
	/** Checks waiting starts again. */
	recheck(): void;
}

export function createTurn({
	jobs,
	links,
	rows,
	busyWith
}: {
	jobs: Pick<Jobs, 'cancel' | 'recheck'>;
	links: PupsDeps['links'];
	rows: Pick<PupRows, 'find'>;
	busyWith: BusyWith;
}): Turn {
	/** In memory: after a restart of dogeboxd these pups wait like all others. */
	const skips = new Set<string>();
	const isWaiting = (job: Pick<Job, 'waitingFor' | 'startedAt'> | null) => job?.waitingFor && job.startedAt === null;
	return {
		notWanted: (id) =>
			rows.find(id)?.enabled
				? null
				: { code: 'cancelled', reason: 'It was stopped before it could start.', hint: null },
		waitsFor: (id) => (skips.has(id) ? null : links().waitsFor(id)),
		skip(id) {
			skips.add(id);
			jobs.recheck();
		},
		began: (id) => void skips.delete(id),
		giveUp(id) {
			skips.delete(id);
			const job = busyWith(id);
			if (job && isWaiting(job)) jobs.cancel(job.id);
		},
		recheck: () => jobs.recheck()
	};
}
