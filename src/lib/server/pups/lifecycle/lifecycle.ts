/**
 * Starts, stops, installs and removes pups. The reconciler is a layer above, because it also
 * submits the jobs of dev mode.
 */
import type { ConfigHistory, ConfigStore } from '../config/index.ts';
import type { PupContent } from '../content/index.ts';
import type { PupsDeps } from '../deps.ts';
import type { PupRows, Signals, StateMachine } from '../installed/index.ts';
import type { PupPages } from '../pages/index.ts';
import type { HealthChecks } from './comes-up.ts';
import { createBusyWith, createWorkOn, type BusyWith } from './busy.ts';
import { defineInstall, type Installing } from './install.ts';
import { defineLifecycle } from './jobs.ts';
import type { LifecycleJobs } from './kinds.ts';
import { createServiceRecords, type ServiceRecords } from './records.ts';
import { createRemoval } from './removal.ts';
import { createRunning, type Running } from './running.ts';
import { createSteps, type Steps } from './steps.ts';
import { createExchangedConfig } from './exchanged-config.ts';
import { defineSwitch } from './switch.ts';
import { defineUpdate } from './update.ts';
import { createTurn, type Turn } from './turn.ts';
import { createTrouble, type Trouble } from './trouble.ts';
import { createWanted, type Wanted } from './wanted.ts';

export interface Lifecycle {
	kinds: LifecycleJobs;
	abandonInstall: Installing['abandon'];
	busyWith: BusyWith;
	/** The job that is shown, including one that prepares another version while the pup runs. */
	workOn: BusyWith;
	records: ServiceRecords;
	running: Running;
	steps: Steps;
	trouble: Trouble;
	turn: Turn;
	wanted: Wanted;
}

/** Declares its kinds of jobs at once, so it must be created before `jobs.start()`. */
export function createLifecycle(
	deps: PupsDeps & {
		rows: PupRows;
		states: StateMachine;
		signals: Signals;
		config: ConfigStore;
		history: ConfigHistory;
		content: PupContent;
		pages: Pick<PupPages, 'allocate'>;
		/** Created later. */
		health: () => HealthChecks;
	}
): Lifecycle {
	const { jobs } = deps;
	const records = createServiceRecords();
	deps.signals.subscribe('removed', records.forget);
	const trouble = createTrouble({ ...deps, records });
	const wanted = createWanted(deps);
	const running = createRunning({ ...deps, records, wanted });
	const busyWith = createBusyWith(jobs);
	const turn = createTurn({ ...deps, busyWith });
	const steps = createSteps({ ...deps, running, wanted, turn });
	const removal = createRemoval(deps);
	const { install, abandon: abandonInstall } = defineInstall({ ...deps, running, steps, removal });
	const exchanged = createExchangedConfig(deps);
	const switching = defineSwitch({ ...deps, exchanged, running, steps });
	const update = defineUpdate({ ...deps, exchanged, switching });
	const kinds = { ...defineLifecycle({ jobs, steps, turn, removal, install }), update };
	return {
		kinds,
		abandonInstall,
		busyWith,
		workOn: createWorkOn(jobs),
		records,
		running,
		steps,
		trouble,
		turn,
		wanted
	};
}
