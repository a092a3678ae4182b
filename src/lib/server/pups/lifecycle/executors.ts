/** Carries out the planner's steps. */
import { isBoxError } from '../../../contract/errors.ts';
import type { PupsDeps } from '../deps.ts';
import type { PlanStep } from '../desired/index.ts';
import type { PupRow, PupRows, Signals, StateMachine } from '../installed/index.ts';
import type { BusyWith } from './busy.ts';
import { about, type PupJobs } from './kinds.ts';
import type { ServiceRecords } from './records.ts';
import type { Running } from './running.ts';

/** In whose name a job is submitted. */
export type RequestedBy = 'owner' | 'box';

/** Typed by the steps: a step without its executor does not compile. */
export type Executors = {
	[Do in PlanStep['do']]: (row: PupRow, step: Extract<PlanStep, { do: Do }>, by: RequestedBy) => unknown;
};

/** @param deps.reconcileOne reconciles the pup again at this time, milliseconds since the epoch */
export function createExecutors(
	deps: Pick<PupsDeps, 'engine' | 'log'> & {
		rows: PupRows;
		states: StateMachine;
		signals: Signals;
		records: Pick<ServiceRecords, 'crashed'>;
		running: Running;
		kinds: Pick<PupJobs, 'start' | 'stop' | 'restart' | 'reload'>;
		busyWith: BusyWith;
		reconcileOne: (id: string, at: number) => void;
	}
): Executors {
	const { engine, rows, states, signals, records, running, kinds, busyWith, log, reconcileOne } = deps;
	return {
		report: ({ id }, step) => states.transition(id, step.event),
		start: (row, _, by) => kinds.start.submit(about(row), { requestedBy: by }),
		stop: (row, _, by) => kinds.stop.submit(about(row), { requestedBy: by }),
		renew: (row, _, by) => kinds.restart.submit(about(row), { requestedBy: by }),
		'restart-services': (row, { services }, by) =>
			kinds.restart.submit({ ...about(row), services }, { requestedBy: by }),
		// Only the owner updates a pup that runs from a copy.
		rebuild: (row, _, by) => (row.dev ? kinds.reload.submit({ ...about(row), dev: true }, { requestedBy: by }) : null),
		'set-limits': async ({ id }) => {
			await running.setLimits(id);
			signals.publish('changed', id);
		},
		clear: ({ id }) => engine?.stop(id),
		'restart-service': async ({ id }, { service }) => {
			try {
				await running.restartService(id, service, () => (rows.find(id)?.enabled ?? false) && busyWith(id) === null);
			} catch (error) {
				// Counts as a crash: retried after a longer delay.
				log.warn({ pup: id, service, err: error }, 'a service could not be started again');
				records.crashed({ id, process: service, exitCode: 126, oomKilled: false, at: Date.now() });
				if (!isBoxError(error)) throw error;
			}
			signals.publish('changed', id);
		},
		wait: ({ id }, { until }) => reconcileOne(id, until)
	};
}
