/**
 * The jobs of a pup's lifecycle, each a sequence of idempotent steps. After a kill at any point the
 * next start continues them.
 */
import type { InstallResult } from '../../../contract/jobs.ts';
import { MOST_STOP_SECONDS } from '../../../contract/stop.ts';
import type { JobHandle, Jobs } from '../../jobs/types.ts';
import { common, withFiles, type InstallJob, type LifecycleJobs, type PupJob, type RestartJob } from './kinds.ts';
import type { Removal } from './removal.ts';
import type { Steps } from './steps.ts';
import type { Turn } from './turn.ts';

const MINUTE = 60_000;
/** Longest grace period of services, plus a margin; milliseconds. */
const STOP = MOST_STOP_SECONDS * 1000 + MINUTE;

/** Declares the kinds of jobs. Call it before the jobs start. @returns their handles */
export function defineLifecycle(deps: {
	jobs: Jobs;
	steps: Steps;
	turn: Turn;
	removal: Removal;
	install: JobHandle<InstallJob, InstallResult>;
}): Omit<LifecycleJobs, 'update'> {
	const { jobs, removal, install } = deps;
	const { start, verify, stop, stopSome, undoStart, undoStop } = deps.steps;
	const remove = removal.step;

	const startJob = jobs.define<PupJob>({
		...common,
		kind: 'pup.start',
		title: ({ name }) => `Start ${name}`,
		conflict: 'join',
		conditions: [
			{ otherwise: 'refuse', check: ({ pupId }) => deps.turn.notWanted(pupId) },
			{ otherwise: 'wait', check: ({ pupId }) => deps.turn.waitsFor(pupId) }
		],
		timeoutMs: 5 * MINUTE,
		steps: [start, verify],
		undo: undoStart
	});

	const restartJob = jobs.define<RestartJob>({
		...common,
		kind: 'pup.restart',
		title: ({ name }) => `Restart ${name}`,
		conflict: 'join',
		timeoutMs: STOP + 5 * MINUTE,
		steps: [stopSome, start, verify],
		undo: undoStart
	});

	const stopJob = jobs.define<PupJob>({
		...common,
		kind: 'pup.stop',
		title: ({ name }) => `Stop ${name}`,
		conflict: 'join',
		timeoutMs: STOP + 5 * MINUTE,
		steps: [stop],
		undo: undoStop
	});

	const uninstallJob = jobs.define<PupJob>({
		...withFiles,
		kind: 'pup.uninstall',
		title: ({ name }) => `Uninstall ${name}`,
		conflict: 'join',
		timeoutMs: STOP + 10 * MINUTE,
		steps: [stop, remove],
		undo: undoStop
	});

	const purgeJob = jobs.define<PupJob>({
		...withFiles,
		kind: 'pup.purge',
		title: ({ name }) => `Remove ${name} and its data`,
		conflict: 'join',
		timeoutMs: STOP + 30 * MINUTE,
		steps: [
			stop,
			remove,
			{
				name: 'data',
				title: 'Removing its data',
				weight: 3,
				run: ({ input }) => removal.purge(input.pupId)
			}
		],
		undo: undoStop
	});

	return { install, start: startJob, restart: restartJob, stop: stopJob, uninstall: uninstallJob, purge: purgeJob };
}
