/** The job with which dogeboxd itself stops a pup that must not continue. */
import type { Failure } from '../../../contract/jobs.ts';
import { MOST_STOP_SECONDS } from '../../../contract/stop.ts';
import type { JobHandle, Jobs } from '../../jobs/types.ts';
import { mayHappen, type PupRows, type StateMachine } from '../installed/index.ts';
import { common, type PupJob, type Running, type Steps } from '../lifecycle/index.ts';

const MINUTE = 60_000;

interface HaltJob extends PupJob {
	/** Why dogeboxd stops it. */
	failure: Failure;
	/** Upper limit of its services' grace periods, milliseconds; null: the usual ones. */
	graceMs: number | null;
}

/**
 * Declares the kind of job. Afterwards the pup is `broken` with the reason, and starts again only
 * when its owner requests it.
 * @param deps.outdated returns a sentence why it need not be stopped any more, or null where it
 * must; the job may have waited for a long time
 */
export function defineHalt(deps: {
	jobs: Pick<Jobs, 'define'>;
	rows: Pick<PupRows, 'find'>;
	states: Pick<StateMachine, 'transition'>;
	running: Pick<Running, 'stop'>;
	steps: Pick<Steps, 'undoStop'>;
	outdated: (pupId: string, failure: Failure) => Promise<string | null>;
}): JobHandle<HaltJob> {
	const { jobs, rows, states, running, steps, outdated } = deps;
	return jobs.define<HaltJob>({
		...common,
		kind: 'pup.halt',
		title: ({ name }) => `Stop ${name}: out of space`,
		conflict: 'join',
		timeoutMs: MOST_STOP_SECONDS * 1000 + 5 * MINUTE,
		steps: [
			{
				name: 'stop',
				title: 'Stopping its services',
				weight: 4,
				async run({ input: { pupId, failure, graceMs }, signal, log }) {
					log(failure.reason);
					const past = await outdated(pupId, failure);
					if (past !== null) return log(`${past} It is not stopped.`);
					if (failure.hint) log(failure.hint);
					await running.stop(pupId, signal, log, graceMs ?? undefined);
					const state = rows.find(pupId)?.state;
					if (state === 'stopped' && mayHappen(state, 'failed')) states.transition(pupId, { kind: 'failed', failure });
				}
			}
		],
		undo: steps.undoStop
	});
}
