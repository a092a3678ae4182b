/** What all kinds of jobs of a pup share. */
import type { Failure, InstallResult } from '../../../contract/jobs.ts';
import type { JobHandle } from '../../jobs/types.ts';

/** Input of every job of a pup. The name is for titles: a purged pup has none any more. */
export interface PupJob {
	pupId: string;
	name: string;
}

export interface InstallJob extends PupJob {
	/** Nothing was kept from an earlier installation: a cancel leaves nothing. */
	fresh: boolean;
	/**
	 * What its source said of the content that the owner has agreed to in a plan; absent or null:
	 * what lies there is installed.
	 */
	agreed?: string | null;
}

export interface DevJob extends PupJob {
	/** On: from the folder itself. Off: from a copy of what lies there now. */
	dev: boolean;
}

export interface RestartJob extends PupJob {
	/** These services alone, within their container; without it the container is made again. */
	services?: string[];
}

/** What is asked of an update. */
export interface UpdateRequest {
	/** The version that is wanted. */
	version: string;
	/** Folder for its files; none of the versions that are there has it, but one that is kept. */
	folder: string;
	/** Whether it is to run afterwards; null: as before. */
	start: boolean | null;
	/** Whether it was to run before. */
	wasEnabled: boolean;
}

export interface UpdateJob extends PupJob, UpdateRequest {
	/** It lies on the disk, from before: nothing is fetched or built. */
	kept: boolean;
	/** Keys of what the owner has agreed to: see `asksOf`. */
	accepted: string[];
}

/** Part of an update: from the version that runs to that which is prepared. */
export interface SwitchJob extends PupJob, UpdateRequest {
	/** The version was kept from before, and is kept again where it does not come up. */
	kept?: boolean;
}

/** The jobs of a pup's life, to ask for. */
export interface LifecycleJobs {
	install: JobHandle<InstallJob, InstallResult>;
	start: JobHandle<PupJob>;
	stop: JobHandle<PupJob>;
	restart: JobHandle<RestartJob>;
	/** Brings another version of it. */
	update: JobHandle<UpdateJob>;
	/** Uninstalls it; its data and settings stay. */
	uninstall: JobHandle<PupJob>;
	/** Removes everything of it. */
	purge: JobHandle<PupJob>;
}

/** The jobs of dev mode. */
export interface DevJobs {
	/** Switches it. */
	dev: JobHandle<DevJob>;
	/** Starts a pup again from its developer's folder. */
	reload: JobHandle<DevJob>;
}

export type PupJobs = LifecycleJobs & DevJobs;

/** What every job of a pup is asked for with. */
export const about = ({ id, name }: { id: string; name: string }): PupJob => ({ pupId: id, name });

/**
 * What all kinds of jobs of a pup have in common: one at a time per pup, and resumed after a
 * crash.
 */
export const common = {
	resources: (input: PupJob) => [`pup:${input.pupId}`],
	subject: (input: PupJob) => ({ kind: 'pup' as const, id: input.pupId }),
	afterCrash: 'resume' as const
};

/** Lock on what a pup consists of: its files and layers, whether it runs or not. */
export const filesOf = (id: string) => `files:${id}`;

/**
 * As {@link common}, for jobs that exchange what a pup consists of. An update holds this lock alone
 * while it fetches and builds: meanwhile the pup runs, and can be stopped and started.
 */
export const withFiles = {
	...common,
	resources: (input: PupJob) => [`pup:${input.pupId}`, filesOf(input.pupId)]
};

/** A failed state always says what to do. */
export function withHint(failure: Failure): Failure {
	return { ...failure, hint: failure.hint ?? 'Try again; its job’s log tells more. If it stays so, remove the pup.' };
}
