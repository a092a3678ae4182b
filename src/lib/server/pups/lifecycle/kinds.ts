/** Common parts of all kinds of jobs of a pup. */
import type { Failure, InstallResult } from '../../../contract/jobs.ts';
import type { JobHandle } from '../../jobs/types.ts';

/** Input of every job of a pup. The name is for titles, since a purged pup has no row any more. */
export interface PupJob {
	pupId: string;
	name: string;
}

export interface InstallJob extends PupJob {
	/** Nothing was kept from an earlier installation, so a cancellation removes everything. */
	fresh: boolean;
	/**
	 * Identity that the source reported for the content that the owner approved in a plan. Absent
	 * or null: the current content is installed.
	 */
	agreed?: string | null;
}

export interface DevJob extends PupJob {
	/** On: runs from the folder itself. Off: runs from a copy of its current contents. */
	dev: boolean;
}

export interface RestartJob extends PupJob {
	/** Only these services, within their container. Absent: the container is created again. */
	services?: string[];
}

/** Parameters of an update. */
export interface UpdateRequest {
	/** The desired version. */
	version: string;
	/** Folder for its files: unused, or that of the kept version. */
	folder: string;
	/** Whether it is to run afterwards; null: as before. */
	start: boolean | null;
	/** Whether it was enabled before the update. */
	wasEnabled: boolean;
}

export interface UpdateJob extends PupJob, UpdateRequest {
	/** It is already on the disk: nothing is fetched or built. */
	kept: boolean;
	/** Keys of the requests that the owner approved: see `asksOf`. */
	accepted: string[];
}

/** Part of an update: switches from the running version to the prepared one. */
export interface SwitchJob extends PupJob, UpdateRequest {
	/** The version was kept from before, and is kept again where it does not work. */
	kept?: boolean;
}

/** Handles of the jobs of a pup's lifecycle. */
export interface LifecycleJobs {
	install: JobHandle<InstallJob, InstallResult>;
	start: JobHandle<PupJob>;
	stop: JobHandle<PupJob>;
	restart: JobHandle<RestartJob>;
	/** Updates the pup to another version. */
	update: JobHandle<UpdateJob>;
	/** Uninstalls the pup; its data and settings stay. */
	uninstall: JobHandle<PupJob>;
	/** Removes everything of the pup. */
	purge: JobHandle<PupJob>;
}

/** The jobs of dev mode. */
export interface DevJobs {
	/** Switches dev mode. */
	dev: JobHandle<DevJob>;
	/** Restarts a pup from its developer's folder. */
	reload: JobHandle<DevJob>;
}

export type PupJobs = LifecycleJobs & DevJobs;

/** The common input of every job of a pup. */
export const about = ({ id, name }: { id: string; name: string }): PupJob => ({ pupId: id, name });

/**
 * Common properties of all kinds of jobs of a pup: one at a time per pup, and resumed after a
 * crash.
 */
export const common = {
	resources: (input: PupJob) => [`pup:${input.pupId}`],
	subject: (input: PupJob) => ({ kind: 'pup' as const, id: input.pupId }),
	afterCrash: 'resume' as const
};

/** Lock on a pup's files and layers, whether it runs or not. */
export const filesOf = (id: string) => `files:${id}`;

/**
 * Like {@link common}, for jobs that replace a pup's files and layers. An update holds only this
 * lock while it fetches and builds; meanwhile the pup runs, and can be stopped and started.
 */
export const withFiles = {
	...common,
	resources: (input: PupJob) => [`pup:${input.pupId}`, filesOf(input.pupId)]
};

/** Adds a hint to a failure without one: a failed state always says what to do. */
export function withHint(failure: Failure): Failure {
	return {
		...failure,
		hint: failure.hint ?? 'Try again; the log of its job says more. If it fails again, remove the pup.'
	};
}
