/**
 * The part of an update that exchanges versions: stops the pup, writes the other version to its
 * row, and starts it again. The exchange is one write of the row, so a crash leaves either the old
 * version or the new one. A new version that does not work is replaced by the old one.
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

/** Whether the pup already has the desired version. */
export const isSwitched = (row: Pick<PupRow, 'folder'>, { folder }: Pick<SwitchJob, 'folder'>) => row.folder === folder;

/** 409: an update was undone before a restart of dogeboxd. */
export function wasUndone({ name, version }: { name: string; version: string }): BoxError {
	return new BoxError({
		code: 'update-undone',
		status: 409,
		message: `Version ${version} of ${name} did not come up, and the version before was put back.`,
		hint: 'The log of the job says why. Try again, or wait for another version.'
	});
}

/** Declares the kind of job. Call it before the jobs start. */
export function defineSwitch(deps: SwitchDeps): JobHandle<SwitchJob> {
	const { database, jobs, rows, states, config, exchanged, content, pages, running } = deps;
	const { writeSettings } = deps.steps;

	/** The pup with the desired version. @throws BoxError 409 `update-undone` */
	function switched({ input }: StepContext<SwitchJob>): PupRow {
		const row = rows.get(input.pupId);
		if (!isSwitched(row, input)) throw wasUndone(input);
		return row;
	}

	/** Writes the settings, and changes the owner of the data to the version's user. */
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

	/** Starts the pup if it should run. @returns whether it was started */
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
				// After a crash right behind the write, the exchange is already done.
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
			title: 'Writing its settings',
			weight: 1,
			run: async (context) => {
				// Its pages keep their ports until it is certain that the previous version is not
				// restored.
				const { log, signal } = context;
				await applyVersion(switched(context), log, { keepPages: true, signal });
			}
		},
		{
			name: 'start',
			title: 'Starting it and checking that it works',
			weight: 6,
			run: async (context) => {
				const { signal, log } = context;
				const row = switched(context);
				if (await start(row, signal, log)) await comesUp(deps, row.id, signal, log);
				pages.allocate(row);
			}
		}
	];

	/** Restores the previous version. Running it again changes nothing more. */
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
		log(`Version ${row.version} is dropped; version ${back.version} is restored.`);
		await applyVersion(rows.get(row.id), log);
	}

	async function undo(input: SwitchJob, failure: Failure, { log }: { log(line: string): void }): Promise<void> {
		const { pupId } = input;
		if (!rows.find(pupId)) return;
		try {
			const before = rows.get(pupId);
			// A pup that was not stopped yet keeps running.
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
