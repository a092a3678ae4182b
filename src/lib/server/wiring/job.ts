/**
 * The job that installs a pup with what it depends on: each as a job of its own, providers first.
 */
import type { Failure, InstallResult } from '../../contract/jobs.ts';
import type { JobHandle, Jobs } from '../jobs/types.ts';
import type { InstallJob, Pups } from '../pups/index.ts';

const HOUR = 3_600_000;

export interface PlanJob {
	/** The pup that was asked for: the last of them. */
	pupId: string;
	name: string;
	/** All of them are written down already, in the order in which they are installed. */
	tasks: InstallJob[];
}

/** Why a pup was not installed whose provider was not. */
function withoutProvider(failure: Failure): Failure {
	if (failure.code === 'cancelled') return failure;
	return {
		code: 'provider-failed',
		reason: `It was not installed, as something before it in the same plan failed: ${failure.reason}`,
		hint: 'See what it depends on, then try its installation again.'
	};
}

/** Declares the kind of job. Call it before the jobs start. */
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
		// Those that wait too: a pup that is being installed and that nobody holds counts as given
		// up.
		resources: ({ tasks }) => tasks.flatMap(installing.locks),
		subject: ({ pupId }) => ({ kind: 'pup', id: pupId }),
		conflict: 'reject',
		afterCrash: 'resume',
		// Each of them has its own limit.
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
		/** What was installed stays; it is whole. */
		async undo({ tasks }, failure) {
			for (const task of [...tasks].reverse()) await installing.abandon(task, withoutProvider(failure));
		}
	});
}
