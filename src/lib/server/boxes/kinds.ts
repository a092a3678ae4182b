/** The jobs of boxes: what they are asked for with, and what they hold. */
import type { BoxOptions } from '../../contract/box-options.ts';
import type { Failure } from '../../contract/jobs.ts';
import type { StopSignal } from '../../contract/stop.ts';
import type { Database } from '../db/index.ts';
import type { JobHandle, Jobs } from '../jobs/types.ts';

/** Input of every job of a box. The name is for titles. */
export interface BoxJob {
	boxId: string;
	name: string;
}

/** How a box is asked to end. */
export interface StopRequest {
	signal: StopSignal;
	/** Time until what still runs is killed, milliseconds. */
	graceMs: number;
}

/** How a box is asked to end where nobody says how. */
export const usualStop = ({ options }: { options: BoxOptions }): StopRequest => ({
	signal: options.stopSignal ?? 'SIGTERM',
	graceMs: (options.stopSeconds ?? 10) * 1000
});

export interface CreateJob extends BoxJob {
	/** Box whose files it begins with. */
	copyOf: string | null;
}
export interface StopJob extends BoxJob, StopRequest {}
export interface SnapshotJob extends BoxJob {
	snapshotId: string;
}
export interface RestoreJob extends SnapshotJob {
	/** It ran before, and is started again. */
	start: boolean;
}

export interface BoxJobs {
	create: JobHandle<CreateJob>;
	clone: JobHandle<CreateJob>;
	start: JobHandle<BoxJob>;
	stop: JobHandle<StopJob>;
	restart: JobHandle<StopJob>;
	remove: JobHandle<StopJob>;
	snapshot: JobHandle<SnapshotJob>;
	restore: JobHandle<RestoreJob>;
}

export const about = ({ id, name }: { id: string; name: string }): BoxJob => ({ boxId: id, name });

/** What two jobs of the same box never hold at once. */
export const boxLock = (id: string) => `ad-hoc-box:${id}`;

/** One job at a time per box, and resumed after a crash. */
export const common = {
	resources: ({ boxId }: BoxJob) => [boxLock(boxId)],
	subject: ({ boxId }: BoxJob) => ({ kind: 'ad-hoc-box' as const, id: boxId }),
	afterCrash: 'resume' as const
};

/**
 * The same for those whose steps look at what is there: where the power went nothing of a box runs
 * any more, and all of them are done again.
 */
export const relaxed = { ...common, relaxed: true as const };

/**
 * How it is written down that a box is asked for. What is ephemeral does not wait for the disk: the
 * audit of the same call does, and what is written durably makes what was written before it so.
 */
export function written<T>(database: Database, { ephemeral }: { ephemeral: boolean }, work: () => T): T {
	return ephemeral ? database.relaxed(work) : database.transaction(work);
}

/** The unfinished job that works on a box. */
export function jobOn(jobs: Pick<Jobs, 'holding'>, id: string) {
	const job = jobs.holding(boxLock(id));
	return job && (job.status === 'queued' || job.status === 'running') ? job : null;
}

/** A failed state always says what to do. */
export function withHint(failure: Failure): Failure {
	return { ...failure, hint: failure.hint ?? 'Start the box to try again, or remove it.' };
}
