/** The job by which the box itself stops a pup that must not go on. */
import { MOST_STOP_SECONDS } from '../../../contract/stop.ts';
import type { JobHandle, Jobs } from '../../jobs/types.ts';
import { mayHappen, type PupRows, type StateMachine } from '../installed/index.ts';
import { common, type HaltJob } from './kinds.ts';
import type { Running } from './running.ts';
import type { Steps } from './steps.ts';

const MINUTE = 60_000;

/**
 * Declares the kind of job. The pup is `broken` afterwards, with the reason: it starts again when
 * its owner says so.
 */
export function defineHalt(deps: {
	jobs: Jobs;
	rows: PupRows;
	states: StateMachine;
	running: Running;
	steps: Pick<Steps, 'undoStop'>;
}): JobHandle<HaltJob> {
	const { jobs, rows, states, running, steps } = deps;
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
