/** Starts, stops, retries and removes pups. */
import { conflict } from '../../../contract/errors.ts';
import type { Job } from '../../../contract/jobs.ts';
import { missingFields, needsConfig, needsConfigError, type ConfigStore } from '../config/index.ts';
import { FILES_CHANGED, type PupContent } from '../content/index.ts';
import type { PupsDeps } from '../deps.ts';
import type { DevMode } from '../dev/index.ts';
import type { PupRow, PupRows, Signals, StateMachine } from '../installed/index.ts';
import type { Lifecycle, PupJobs, ServiceRecords } from '../lifecycle/index.ts';
import { hostCannotRun, needStorage } from '../refusals.ts';
import type { Pups } from '../types.ts';
import type { PupSpaceWatch } from '../space/index.ts';
import { submit, expectState, refuseInstalling, hintFor, STARTABLE, want } from './shared.ts';

export function runActions(
	deps: Pick<PupsDeps, 'database' | 'engine' | 'facts' | 'storageMissing'> & {
		rows: PupRows;
		states: StateMachine;
		signals: Signals;
		config: ConfigStore;
		content: Pick<PupContent, 'isComplete'>;
		records: Pick<ServiceRecords, 'reset'>;
		kinds: PupJobs;
		turn: Pick<Lifecycle['turn'], 'skip' | 'giveUp'>;
		dev: Pick<DevMode, 'renew'>;
		space: Pick<PupSpaceWatch, 'needRoom'>;
	}
): Pick<Pups, 'start' | 'stop' | 'restart' | 'retry' | 'remove' | 'needs'> {
	const { database, engine, rows, states, config, content, records, kinds, dev, turn } = deps;

	function startable(id: string, what: string): PupRow {
		const row = rows.get(id);
		if (!engine) throw hostCannotRun(deps);
		expectState(row, STARTABLE, what, hintFor(row));
		if (row.state === 'broken' && !content.isComplete(row)) {
			throw conflict('wrong-state', `${row.name} is not installed completely.`, 'Try its installation again.');
		}
		if (needsConfig(row.manifest, config.stored(id), row.configSavedAt))
			throw needsConfigError(row.name, missingFields(row.manifest, config.stored(id)));
		needStorage(deps);
		deps.space.needRoom(row);
		return row;
	}

	/** The owner wants the pup to run, so the crash counter is reset. */
	function startPup(kind: PupJobs['start' | 'restart'], row: PupRow): Job {
		return database.transaction(() => {
			records.reset(row.id);
			want(deps, row, true);
			if (!row.dev) return submit(kind, row, {});
			dev.renew(row.id);
			return submit(kinds.reload, row, { dev: true });
		});
	}

	const start = (id: string, { anyway = false }: { anyway?: boolean | undefined } = {}) => {
		const row = startable(id, 'started');
		const job = startPup(kinds.start, row);
		if (anyway) turn.skip(id);
		return job;
	};

	function stoppable(id: string): PupRow {
		const row = rows.get(id);
		const hint = row.state === 'uninstalled' ? 'It does not run.' : undefined;
		expectState(row, [...STARTABLE, 'installing'], 'stopped', hint);
		refuseInstalling(row);
		return row;
	}

	function removable(id: string, { keepData }: { keepData: boolean }): PupRow {
		const row = rows.get(id);
		refuseInstalling(row);
		if (keepData && row.state === 'uninstalled') {
			throw conflict('wrong-state', `${row.name} is uninstalled already.`, 'Its data can still be removed.');
		}
		if (!keepData) needStorage(deps);
		return row;
	}

	return {
		needs: {
			stoppable: (id) => void stoppable(id),
			restartable: (id) => void startable(id, 'restarted'),
			removable: (id, options) => void removable(id, options)
		},
		start,
		stop(id) {
			const row = stoppable(id);
			turn.giveUp(id);
			return database.transaction(() => {
				want(deps, row, false);
				return submit(kinds.stop, row, {});
			});
		},
		restart: (id) => startPup(kinds.restart, startable(id, 'restarted')),
		retry(id) {
			const row = rows.get(id);
			if (!engine) throw hostCannotRun(deps);
			expectState(row, ['broken', 'crashed'], 'tried again');
			if (content.isComplete(row) && row.failure?.code !== FILES_CHANGED) return start(id);
			needStorage(deps);
			if (row.dev) return submit(kinds.reload, row, { dev: true });
			return database.transaction(() => {
				states.transition(id, { kind: 'install-asked', values: { layers: [] } });
				return submit(kinds.install, row, { fresh: row.installedAt === null });
			});
		},
		remove(id, { keepData }) {
			const row = removable(id, { keepData });
			turn.giveUp(id);
			return database.transaction(() => {
				want(deps, row, false);
				return submit(keepData ? kinds.uninstall : kinds.purge, row, {});
			});
		}
	};
}
