/**
 * The part of an update that exchanges versions: the pup is stopped, its row names the other
 * version, it is started again. The exchange is one write of the row: whoever kills the box leaves
 * it with the old version or the new one. A new version that does not come up is exchanged for the
 * old one again.
 */
import { BoxError, messageOf } from '../../../contract/errors.ts';
import type { Failure } from '../../../contract/jobs.ts';
import { MOST_STOP_SECONDS } from '../../../contract/stop.ts';
import type { JobHandle, Jobs, Step, StepContext } from '../../jobs/types.ts';
import type { Database } from '../../db/index.ts';
import type { PupContent } from '../content/index.ts';
import { needsConfig, waitsForConfig, type ConfigStore } from '../config/index.ts';
import { mayHappen, releaseOf, type PupRow, type PupRows, type StateMachine } from '../installed/index.ts';
import type { PupPages } from '../pages/index.ts';
import { comesUp, MOST_HEALTH_MS, type HealthChecks } from './comes-up.ts';
import type { ExchangedConfig } from './exchanged-config.ts';
import { common, withHint, type SwitchJob } from './kinds.ts';
import type { Running } from './running.ts';
import type { Steps } from './steps.ts';

const MINUTE = 60_000;

export interface SwitchDeps {
	database: Database;
	jobs: Jobs;
	rows: PupRows;
	states: StateMachine;
	config: Pick<ConfigStore, 'stored'>;
	exchanged: Pick<ExchangedConfig, 'take' | 'restorePrevious'>;
	content: Pick<PupContent, 'accountOf'>;
	pages: Pick<PupPages, 'allocate'>;
	running: Running;
	health: () => HealthChecks;
	steps: Pick<Steps, 'writeSettings'>;
}

/** Whether the pup has the version that is wanted. */
export const isSwitched = (row: Pick<PupRow, 'folder'>, { folder }: Pick<SwitchJob, 'folder'>) => row.folder === folder;

/** 409: an update was undone in an earlier life of the box. */
export function wasUndone({ name, version }: { name: string; version: string }): BoxError {
	return new BoxError({
		code: 'update-undone',
		status: 409,
		message: `Version ${version} of ${name} did not come up, and the version before was put back.`,
		hint: 'The log of the job tells why. Try again, or wait for another version.'
	});
}

/** Declares the kind of job. Call it before the jobs start. */
export function defineSwitch(deps: SwitchDeps): JobHandle<SwitchJob> {
	const { database, jobs, rows, states, config, exchanged, content, pages, running } = deps;
	const { writeSettings } = deps.steps;

	/** The pup with the version that is wanted. */
	function switched({ input }: StepContext<SwitchJob>): PupRow {
		const row = rows.get(input.pupId);
		if (!isSwitched(row, input)) throw wasUndone(input);
		return row;
	}

	/** Settings, and the data in the hands of the user as whom the version begins. */
	async function applyVersion(
		row: PupRow,
		log: (line: string) => void,
		options?: { keepPages: boolean; signal: AbortSignal }
	) {
		const [had, has] = [row.dataOwner, content.accountOf(row)];
		if (had && had.uid !== has.uid)
			log(`Its data go from user ${had.uid} inside to user ${has.uid}, as whom it begins.`);
		await writeSettings(row, options);
	}

	/** Starts it where it is to run. @returns whether it does */
	async function start(row: PupRow, signal: AbortSignal, log: (line: string) => void): Promise<boolean> {
		if (!row.enabled) {
			log('It is not started, as before.');
			return false;
		}
		if (needsConfig(row.manifest, config.stored(row.id), row.configSavedAt)) {
			log(waitsForConfig(row.manifest, config.stored(row.id)));
			return false;
		}
		await running.prepare(row.id);
		await running.start(row.id, signal, log);
		return true;
	}

	const all: Step<SwitchJob>[] = [
		{
			name: 'stop',
			title: 'Stopping its services',
			weight: 4,
			run: async ({ input, signal, log }) => {
				const row = rows.get(input.pupId);
				if (!isSwitched(row, input) && row.pending?.folder !== input.folder) throw wasUndone(input);
				await running.stop(input.pupId, signal, log);
			}
		},
		{
			name: 'switch',
			title: 'Switching to the new version',
			weight: 1,
			entering({ pupId }) {
				const { state } = rows.get(pupId);
				if (mayHappen(state, 'update-asked')) states.transition(pupId, { kind: 'update-asked' });
			},
			run: async (context) => {
				const { input, log } = context;
				const row = rows.get(input.pupId);
				const next = row.pending;
				// A box that was killed just behind the write finds it done.
				if (next?.folder === input.folder) {
					const left = (row.previous ?? []).filter(({ folder }) => folder !== next.folder);
					database.transaction(() =>
						states.transition(row.id, {
							kind: 'installed',
							values: {
								...releaseOf(next),
								...exchanged.take(row, next),
								pending: null,
								previous: [releaseOf(row), ...left],
								dataOwner: row.dataOwner ?? content.accountOf(row),
								madeFrom: null,
								installedAt: Date.now(),
								...(input.start !== null && { enabled: input.start })
							}
						})
					);
					log(`From version ${row.version} to ${next.version}.`);
				} else if (switched(context).state === 'updating') states.transition(row.id, { kind: 'installed' });
			}
		},
		{
			name: 'files',
			title: 'Putting its settings in place',
			weight: 1,
			run: async (context) => {
				// Its pages keep their ports until it is known that the version before is not
				// wanted back.
				const { log, signal } = context;
				await applyVersion(switched(context), log, { keepPages: true, signal });
			}
		},
		{
			name: 'start',
			title: 'Starting it, and seeing that it works',
			weight: 6,
			run: async (context) => {
				const { signal, log } = context;
				const row = switched(context);
				if (await start(row, signal, log)) await comesUp(deps, row.id, signal, log);
				pages.allocate(row);
			}
		}
	];

	/** Back to the version before. Run again it does nothing more. */
	async function restorePrevious(row: PupRow, input: SwitchJob, log: (line: string) => void): Promise<void> {
		const [back, ...older] = row.previous ?? [];
		if (!back) throw new Error('there is no version to go back to');
		if (mayHappen(row.state, 'update-asked')) states.transition(row.id, { kind: 'update-asked' });
		database.transaction(() =>
			states.transition(row.id, {
				kind: 'installed',
				values: {
					...releaseOf(back),
					...exchanged.restorePrevious(row, back),
					previous: input.kept ? [releaseOf(row), ...older] : older,
					madeFrom: null,
					...(input.start !== null && { enabled: input.wasEnabled })
				}
			})
		);
		log(`Version ${row.version} is given up; version ${back.version} is put back.`);
		await applyVersion(rows.get(row.id), log);
	}

	async function undo(input: SwitchJob, failure: Failure, { log }: { log(line: string): void }): Promise<void> {
		const { pupId } = input;
		if (!rows.find(pupId)) return;
		try {
			const before = rows.get(pupId);
			// One that was never stopped goes on as it is.
			if (!isSwitched(before, input) && ['running', 'starting', 'crashed'].includes(before.state)) return;
			await running.stop(pupId, undefined, log);
			const row = rows.get(pupId);
			if (isSwitched(row, input)) await restorePrevious(row, input, log);
			else if (row.state === 'updating') states.transition(pupId, { kind: 'installed' });
			await start(rows.get(pupId), AbortSignal.timeout(5 * MINUTE), log);
		} catch (error) {
			const row = rows.find(pupId);
			log(`Going back failed: ${messageOf(error)}`);
			if (!row || row.state === 'crashed' || !mayHappen(row.state, 'failed')) return;
			states.transition(pupId, { kind: 'failed', failure: withHint(failure) });
		}
	}

	return jobs.define<SwitchJob>({
		...common,
		kind: 'pup.switch',
		title: ({ name, version }) => `Switch ${name} to ${version}`,
		conflict: 'queue',
		timeoutMs: MOST_STOP_SECONDS * 1000 + 10 * MINUTE + MOST_HEALTH_MS,
		steps: all,
		undo
	});
}
