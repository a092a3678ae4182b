/** The job that installs a pup with its dependencies: one job for each pup, providers first. */
import type { Failure, InstallResult } from '../../contract/jobs.ts';
import type { JobHandle, Jobs } from '../jobs/types.ts';
import type { InstallJob, Pups } from '../pups/index.ts';

const HOUR = 3_600_000;

export interface PlanJob {
	/** The requested pup, which is installed last. */
	pupId: string;
	name: string;
	/** All pups, already stored, in the order of their installation. */
	tasks: InstallJob[];
}

/** The failure of a pup whose provider was not installed. */
function withoutProvider(failure: Failure): Failure {
	if (failure.code === 'cancelled') return failure;
	return {
		code: 'provider-failed',
		reason: `It was not installed, as something before it in the same plan failed: ${failure.reason}`,
		hint: 'See what it depends on, then try its installation again.'
	};
}

/** Declares the kind of job. Call this before the jobs start. */
export function definePlanJob({
	jobs,
	installing
}: {
	jobs: Jobs;
	installing: Pups['installing'];
}): JobHandle<PlanJob, InstallResult> {
	return jobs.define<PlanJob, InstallResult>({
		kind: 'wiring.install',
		title: ({ name, tasks }) => `Install ${name} with ${tasks.length - 1} other ${tasks.length === 2 ? 'pup' : 'pups'}`,
		// Locks all pups, including those that wait: an installing pup without a lock counts as
		// given up.
		resources: ({ tasks }) => tasks.flatMap(installing.locks),
		subject: ({ pupId }) => ({ kind: 'pup', id: pupId }),
		conflict: 'reject',
		afterCrash: 'resume',
		// Each installation has its own limit.
		timeoutMs: 48 * HOUR,
		steps: [
			{
				name: 'install',
				title: 'Installing one after the other',
				weight: 1,
				async run({ input: { tasks }, child, log, setResult }) {
					for (const [at, task] of tasks.entries()) {
						const result = await child(installing.job, task, { from: at / tasks.length, to: (at + 1) / tasks.length });
						log(`${task.name}: ${result.text}`);
						setResult(result);
					}
				}
			}
		],
		/** Keeps pups that were completely installed. */
		async undo({ tasks }, failure) {
			for (const task of [...tasks].reverse()) await installing.abandon(task, withoutProvider(failure));
		}
	});
}
