/** Idempotent steps that several jobs of a pup share, and their undo. */
import { BoxError } from '../../../contract/errors.ts';
import type { Failure, InstallResult } from '../../../contract/jobs.ts';
import type { ContainerEngine } from '../../containers/types.ts';
import type { Step, StepContext } from '../../jobs/types.ts';
import { missingFields, needsConfig, waitsForConfig, type ConfigStore } from '../config/index.ts';
import type { PupContent } from '../content/index.ts';
import { mayHappen, type PupRow, type PupRows, type StateMachine } from '../installed/index.ts';
import type { PupPages } from '../pages/index.ts';
import { withHint, type PupJob, type RestartJob } from './kinds.ts';
import type { Running } from './running.ts';
import type { Turn } from './turn.ts';
import type { Wanted } from './wanted.ts';

/** The state of a pup at the end of a job, and the labels of missing settings. */
export type Outcome = Pick<InstallResult, 'ends' | 'missing'> & { waitsFor?: string };

export interface Steps {
	start: Step<PupJob>;
	verify: Step<PupJob>;
	stop: Step<PupJob>;
	/** Stops the services that the job names, or else all with their container. */
	stopSome: Step<RestartJob>;
	/**
	 * After a failed start: records the failure, or stops a pup that its owner does not want any
	 * more.
	 */
	undoStart(job: PupJob, failure: Failure): Promise<void>;
	/** After a failed stop or removal: sets `broken`, where the container may still exist. */
	undoStop(job: PupJob, failure: Failure): Promise<void>;
	/**
	 * Starts a pup at the end of a job, if its owner wants it to run and its settings are complete.
	 * @param options.inTurn a pup that must wait for others is left to be started later
	 * @returns the outcome
	 */
	startIfWanted(context: StepContext<PupJob>, options?: { inTurn?: boolean }): Promise<Outcome>;
	/**
	 * Writes everything that the manifest requires besides the files: default settings, the
	 * settings file, and ports of its pages.
	 * @param options.keepPages ports of pages that the manifest does not name stay for now
	 */
	writeSettings(row: PupRow, options?: { keepPages?: boolean }): Promise<void>;
}

export interface StepsDeps {
	engine: ContainerEngine | null;
	rows: PupRows;
	states: StateMachine;
	config: ConfigStore;
	content: PupContent;
	pages: Pick<PupPages, 'allocate'>;
	running: Running;
	wanted: Wanted;
	turn: Pick<Turn, 'waitsFor' | 'began'>;
}

const CANCELLED_STOP: Failure = {
	code: 'stop-cancelled',
	reason: 'Stopping it was cancelled half-way.',
	hint: 'Start it, or stop it again.'
};

/**
 * How often in a row the reconciler continues a start or stop that the loss of the agent
 * interrupted. A pup that itself brings the agent down must not be started forever.
 */
const MOST_AWAY = 3;

export function createSteps(deps: StepsDeps): Steps {
	const { engine, rows, states, config, pages, running, wanted, turn } = deps;
	const { content } = deps;
	const { files } = content;
	/** Consecutive interruptions by pup. */
	const away = new Map<string, number>();

	/** Whether the reconciler continues from the pup's current state. */
	function goesOn(id: string, { code }: Failure): boolean {
		if (code !== 'host-agent-away') return false;
		const times = (away.get(id) ?? 0) + 1;
		away.set(id, times);
		return times <= MOST_AWAY;
	}

	const start: Step<PupJob> = {
		name: 'start',
		title: 'Starting its container',
		weight: 5,
		entering({ pupId }) {
			const row = rows.get(pupId);
			if (!mayHappen(row.state, 'start-begun')) return;
			engine?.expectStart();
			// A crashed pup may still have its container, whose record must stay.
			const fresh = row.state === 'stopped' || row.state === 'broken';
			states.transition(pupId, { kind: 'start-begun', ...(fresh && { values: { madeFrom: wanted.record(row) } }) });
		},
		run: async ({ input, signal, log }) => {
			running.engine();
			const { state, layers, name } = rows.get(input.pupId);
			if (layers.length === 0 || state === 'installing' || state === 'uninstalled') {
				throw new BoxError({
					code: 'not-installed',
					status: 409,
					message: `${name} is not installed.`,
					hint: 'Install it again; its data is kept.'
				});
			}
			turn.began(input.pupId);
			await running.prepare(input.pupId);
			await running.start(input.pupId, signal, log);
		}
	};
	const verify: Step<PupJob> = {
		name: 'verify',
		title: 'Checking that it runs',
		weight: 1,
		async run({ input, signal }) {
			await running.settle(input.pupId, signal);
			away.delete(input.pupId);
		}
	};
	const stop: Step<PupJob> = {
		name: 'stop',
		title: 'Stopping its services',
		weight: 4,
		run: ({ input, signal, log }) => running.stop(input.pupId, signal, log)
	};
	const stopSome: Step<RestartJob> = {
		...stop,
		run: ({ input: { pupId, services }, signal, log }) =>
			services ? running.stopServices(pupId, services, signal, log) : running.stop(pupId, signal, log)
	};

	async function undoStart({ pupId }: PupJob, failure: Failure): Promise<void> {
		const pup = rows.find(pupId);
		if (!pup) return;
		if (failure.code === 'cancelled') {
			rows.set(pupId, { enabled: false });
			await running.stop(pupId);
			return;
		}
		// A pup that crashed right after its start is restarted by the reconciler, and its state
		// already says so.
		if (pup.state === 'running' || pup.state === 'crashed') return;
		if (pup.enabled && goesOn(pupId, failure)) return;
		if (pup.state === 'stopping') await running.stop(pupId);
		// In both cases the pup is not broken: it starts automatically when the settings are
		// complete or the disk is back.
		if (failure.code === 'needs-config' || failure.code === 'storage-missing') {
			if (pup.state === 'starting') await running.stop(pupId);
			return;
		}
		await engine?.stop(pupId).catch(() => {});
		states.transition(pupId, { kind: 'failed', failure: withHint(failure) });
	}

	async function undoStop({ pupId }: PupJob, failure: Failure): Promise<void> {
		const pup = rows.find(pupId);
		if (!pup || pup.state !== 'stopping') return;
		// The reconciler completes the stop. A removal is not continued: the pup stays listed, so
		// that its owner sees that it was not removed.
		if (!pup.enabled && goesOn(pupId, failure)) return;
		if (failure.code === 'cancelled' && !(await engine?.status(pupId))?.sandbox) {
			states.transition(pupId, { kind: 'container-gone' });
			return;
		}
		states.transition(pupId, {
			kind: 'failed',
			failure: failure.code === 'cancelled' ? CANCELLED_STOP : withHint(failure)
		});
	}

	async function startIfWanted(
		{ input, signal, log }: StepContext<PupJob>,
		{ inTurn = false }: { inTurn?: boolean } = {}
	): Promise<Outcome> {
		const pup = rows.get(input.pupId);
		const stored = config.stored(pup.id);
		if (needsConfig(pup.manifest, stored, pup.configSavedAt)) {
			log(pup.enabled ? waitsForConfig(pup.manifest, stored) : 'It is not started, as asked.');
			return { ends: 'needs-settings', missing: missingFields(pup.manifest, stored) };
		}
		if (!pup.enabled) {
			log('It is not started, as asked.');
			return { ends: 'stopped', missing: [] };
		}
		const waits = inTurn ? turn.waitsFor(pup.id) : null;
		if (waits) {
			log(waits.reason);
			return { ends: 'stopped', missing: [], waitsFor: waits.reason };
		}
		await running.prepare(pup.id);
		await running.start(pup.id, signal, log);
		await running.settle(pup.id, signal);
		return { ends: 'running', missing: [] };
	}

	async function writeSettings(
		pup: PupRow,
		{ keepPages = false, signal }: { keepPages?: boolean; signal?: AbortSignal } = {}
	): Promise<void> {
		await files.createStorage(pup.id, signal);
		config.fillDefaults(pup);
		await files.writeConfig(pup.id, config.opened(pup));
		// Only now is it known whether its image has another user, who must be able to read the
		// keys.
		const own = content.imageOf(rows.get(pup.id))?.account ?? null;
		if (own && pup.keys === 'made' && !(await files.writeKeys(pup.id))) rows.set(pup.id, { keys: 'waiting' });
		pages.allocate(pup, { keepOthers: keepPages });
	}

	return { start, verify, stop, stopSome, undoStart, undoStop, startIfWanted, writeSettings };
}
