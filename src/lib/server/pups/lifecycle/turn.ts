/** Whose turn it is to start: a pup waits for those without whom it cannot do. */
import type { Failure, Job } from '../../../contract/jobs.ts';
import type { Jobs } from '../../jobs/types.ts';
import type { PupsDeps } from '../deps.ts';
import type { PupRows } from '../installed/index.ts';
import type { BusyWith } from './busy.ts';

export interface Turn {
	/** Why it is not started at all: its owner does not want it any more; null where he does. */
	notWanted(id: string): Failure | null;
	/** Why it has to wait; null where it may start. */
	waitsFor(id: string): Failure | null;
	/** Its next start waits for nobody. */
	skip(id: string): void;
	/** It has begun to start: the one after this waits again. */
	began(id: string): void;
	/** Ends a start that still waits: its owner does not want it any more. */
	giveUp(id: string): void;
	/** Those that wait are asked again. */
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
	/** In memory: after a restart of dogeboxd they wait like all others. */
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
