/** The job by which the box itself stops a pup that must not go on. */
import type { Failure } from '../../../contract/jobs.ts';
import { MOST_STOP_SECONDS } from '../../../contract/stop.ts';
import type { JobHandle, Jobs } from '../../jobs/types.ts';
import { mayHappen, type PupRows, type StateMachine } from '../installed/index.ts';
import { common, type PupJob, type Running, type Steps } from '../lifecycle/index.ts';

const MINUTE = 60_000;

interface HaltJob extends PupJob {
	/** Why the box stops it. */
	failure: Failure;
	/** Time that its services have to end, at most, milliseconds; null: as always. */
	graceMs: number | null;
}

/**
 * Declares the kind of job. The pup is `broken` afterwards, with the reason: it starts again when
 * its owner says so.
 * @param deps.outdated why it need not be stopped any more, in a sentence; null where it must: the
 *   job may have waited for a long one
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
