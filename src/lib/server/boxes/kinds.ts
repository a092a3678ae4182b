/** Inputs, locks and common properties of the jobs of boxes. */
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

/** How a box is stopped. */
export interface StopRequest {
	signal: StopSignal;
	/** Time until remaining processes are killed, milliseconds. */
	graceMs: number;
}

/** The default way to stop a box. */
export const usualStop = ({ options }: { options: BoxOptions }): StopRequest => ({
	signal: options.stopSignal ?? 'SIGTERM',
	graceMs: (options.stopSeconds ?? 10) * 1000
});

export interface CreateJob extends BoxJob {
	/** Box whose files are copied into the new one. */
	copyOf: string | null;
}
export interface StopJob extends BoxJob, StopRequest {}
export interface SnapshotJob extends BoxJob {
	snapshotId: string;
}
export interface RestoreJob extends SnapshotJob {
	/** Whether it ran before, and is started again. */
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

/** Lock of a box: two jobs on the same box never run at the same time. */
export const boxLock = (id: string) => `ad-hoc-box:${id}`;

/** One job at a time per box, and resumed after a crash. */
export const common = {
	resources: ({ boxId }: BoxJob) => [boxLock(boxId)],
	subject: ({ boxId }: BoxJob) => ({ kind: 'ad-hoc-box' as const, id: boxId }),
	afterCrash: 'resume' as const
};

/**
 * The same for jobs whose steps check the existing state. After a power cut no box runs any more,
 * and all steps are repeated.
 */
export const relaxed = { ...common, relaxed: true as const };

/**
 * Writes a request for a box. A request for an ephemeral box does not wait for the disk: the audit
 * record of the same call does, and a durable write also makes earlier writes durable.
 */
export function written<T>(database: Database, { ephemeral }: { ephemeral: boolean }, work: () => T): T {
	return ephemeral ? database.relaxed(work) : database.transaction(work);
}

/** The unfinished job that holds a box. */
export function jobOn(jobs: Pick<Jobs, 'holding'>, id: string) {
	const job = jobs.holding(boxLock(id));
	return job && (job.status === 'queued' || job.status === 'running') ? job : null;
}

/** Adds a hint to a failure without one: a failed state always says what to do. */
export function withHint(failure: Failure): Failure {
	return { ...failure, hint: failure.hint ?? 'Start the box to try again, or remove it.' };
}
