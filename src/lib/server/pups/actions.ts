/** What the owner can ask of pups: checks whether it can be done, writes what is wanted, and asks for the job that does it. */
import { randomBytes } from 'node:crypto';
import { conflict } from '../../contract/errors.ts';
import type { Job } from '../../contract/jobs.ts';
import type { PupState } from '../../contract/pups.ts';
import { checkValues, needsConfig, needsConfigError } from './config.ts';
import type { JobHandle } from '../jobs/types.ts';
import { noDev } from './dev-jobs.ts';
import { checkLimits, withLimits } from './limits.ts';
import type { PupJob, PupJobs } from './pup-jobs.ts';
import type { Roots } from './root.ts';
import type { PupRow } from './rows.ts';
import { hostCannotRun, needStorage, type Running, type RunningParts } from './running.ts';
import { FILES_CHANGED } from './tree.ts';
import type { Pups } from './types.ts';

export interface ActionParts extends Omit<RunningParts, 'records'> {
	records: Pick<RunningParts['records'], 'reset'>;
	roots: Roots;
	kinds: PupJobs;
	/** Shown values changed without a change of state. */
	changed: (id: string) => void;
	/** As {@link Pups.get}. */
	detail: Pups['get'];
	running: Pick<Running, 'isComplete' | 'totalMemory'>;
	/** Has what is wanted now taken over. @returns the job that does it; null where there is nothing to do */
	takeOver: (id: string) => Promise<Job | null>;
	/** What was told and counted of a pup in dev mode is forgotten. */
	renewDev: (id: string) => void;
}

type Actions = Pick<
	Pups,
	'install' | 'start' | 'stop' | 'restart' | 'retry' | 'remove' | 'configure' | 'setLimits' | 'setDev'
>;

const STARTABLE: readonly PupState[] = ['stopped', 'starting', 'running', 'stopping', 'crashed', 'broken'];
const REINSTALL = 'Install it again; its data is kept.';

/** Makes what the owner can ask for. */
export function createActions(parts: ActionParts): Actions {
	const { deps, rows, states, config, files, records, roots, kinds, tree } = parts;
	const { changed, detail, running, takeOver, renewDev } = parts;
	const { database, jobs } = deps;

	/** Asks for a job in the owner's name. */
	function ask<More extends object>(kind: JobHandle<PupJob & More>, row: PupRow, more: More): Job {
		return kind.submit({ pupId: row.id, name: row.name, ...more }, { requestedBy: 'owner' });
	}

	/** @throws BoxError 409 `wrong-state` */
	function expect(row: PupRow, allowed: readonly PupState[], what: string, hint?: string): void {
		if (allowed.includes(row.state)) return;
		throw conflict('wrong-state', `${row.name} is ${row.state}; it cannot be ${what} now.`, hint);
	}

	/** Writes what the owner wants, before anything is done about it. */
	function want(row: PupRow, enabled: boolean): void {
		if (row.enabled === enabled) return;
		database.transaction(() => {
			rows.set(row.id, { enabled });
			changed(row.id);
		});
	}

	function startable(id: string, what: string): PupRow {
		const row = rows.get(id);
		if (!deps.engine) throw hostCannotRun(deps);
		const hint =
			row.state === 'uninstalled' ? REINSTALL : row.state === 'installing' ? 'Wait until it is installed.' : undefined;
		expect(row, STARTABLE, what, hint);
		if (row.state === 'broken' && !running.isComplete(row)) {
			throw conflict('wrong-state', `${row.name} is not installed completely.`, 'Try its installation again.');
		}
		if (needsConfig(row.manifest, config.stored(id), row.configSavedAt)) throw needsConfigError(row.name);
		needStorage(deps);
		return row;
	}

	/** Its owner wants it to run: counting of crashes begins anew. */
	function bringUp(kind: PupJobs['start' | 'restart'], row: PupRow): Job {
		return database.transaction(() => {
			records.reset(row.id);
			want(row, true);
			if (!row.dev) return ask(kind, row, {});
			renewDev(row.id);
			return ask(kinds.reload, row, { dev: true });
		});
	}

	const start = (id: string) => bringUp(kinds.start, startable(id, 'started'));

	const isFolder = (sourceId: string) =>
		['builtin', 'folder'].includes(deps.sources.list().find((source) => source.id === sourceId)?.kind ?? '');

	return {
		async install({ sourceId, name, version, start: enabled = true }) {
			// What is installed from a folder is what lies there now, not what lay there when it was last looked at.
			if (isFolder(sourceId)) await deps.sources.refresh(sourceId);
			const found = deps.sources.find(sourceId, name, version);
			if (!deps.engine) throw hostCannotRun(deps);
			needStorage(deps);
			await roots.choose(found);
			return database.transaction(() => {
				const old = rows.bySourceAndName(sourceId, found.name);
				if (old && old.state !== 'uninstalled') {
					throw conflict(
						'already-installed',
						`${old.name} is installed already.`,
						old.state === 'broken' ? 'Try its installation again, or remove it.' : undefined
					);
				}
				const values = {
					sourcePath: found.sourcePath,
					version: found.version,
					manifest: found.manifest,
					enabled,
					layers: [],
					buildKind: null,
					treeHash: null,
					origin: found.origin,
					signature: found.signature,
					dev: false,
					madeFrom: null
				};
				const id = old?.id ?? randomBytes(16).toString('hex');
				if (old) states.transition(id, { kind: 'install-asked', values });
				else {
					states.admit({
						...values,
						id,
						sourceId,
						name: found.name,
						keys: 'waiting',
						hostNumber: rows.freeHostNumber(),
						memoryLimit: null,
						pidsLimit: null,
						cpuLimit: null,
						configSavedAt: null,
						createdAt: Date.now(),
						installedAt: null
					});
				}
				const row = rows.get(id);
				config.fillDefaults(row);
				return { job: ask(kinds.install, row, { fresh: !old }), pupId: id };
			});
		},
		start,
		stop(id) {
			const row = rows.get(id);
			expect(
				row,
				[...STARTABLE, 'installing'],
				'stopped',
				row.state === 'uninstalled' ? 'It does not run.' : undefined
			);
			if (row.state === 'installing') {
				throw conflict('wrong-state', `${row.name} is being installed.`, 'Cancel its installation instead.');
			}
			return database.transaction(() => {
				want(row, false);
				return ask(kinds.stop, row, {});
			});
		},
		restart: (id) => bringUp(kinds.restart, startable(id, 'restarted')),
		retry(id) {
			const row = rows.get(id);
			if (!deps.engine) throw hostCannotRun(deps);
			expect(row, ['broken', 'crashed'], 'tried again');
			if (running.isComplete(row) && row.failure?.code !== FILES_CHANGED) return start(id);
			needStorage(deps);
			if (row.dev) return ask(kinds.reload, row, { dev: true });
			return database.transaction(() => {
				states.transition(id, { kind: 'install-asked', values: { layers: [] } });
				return ask(kinds.install, row, { fresh: row.installedAt === null });
			});
		},
		remove(id, { keepData }) {
			const row = rows.get(id);
			if (row.state === 'installing') {
				throw conflict('wrong-state', `${row.name} is being installed.`, 'Cancel its installation instead.');
			}
			if (keepData && row.state === 'uninstalled') {
				throw conflict('wrong-state', `${row.name} is uninstalled already.`, 'Its data can still be removed.');
			}
			if (!keepData) needStorage(deps);
			return database.transaction(() => {
				want(row, false);
				return ask(keepData ? kinds.uninstall : kinds.purge, row, {});
			});
		},
		async configure(id, values) {
			const row = rows.get(id);
			const changes = checkValues(row.manifest, values);
			database.transaction(() => {
				config.write(row, changes);
				rows.set(id, { configSavedAt: Date.now() });
				changed(id);
			});
			// What is installing writes the file itself; without the disk with its data the next start does.
			const onDisk = row.state !== 'uninstalled' && row.state !== 'installing' && running.isComplete(row);
			if (onDisk && (deps.storageMissing?.() ?? null) === null) await files.writeConfig(id, config.opened(row));
			const job = await takeOver(id);
			return { job, pup: detail(id) };
		},
		async setLimits(id, change) {
			const row = rows.get(id);
			checkLimits(change, running.totalMemory);
			const { memoryLimit, pidsLimit, cpuLimit } = withLimits(row, change);
			database.transaction(() => {
				rows.set(id, { memoryLimit, pidsLimit, cpuLimit });
				changed(id);
			});
			await takeOver(id);
			return detail(id);
		},
		async setDev(id, dev) {
			const row = rows.get(id);
			if (dev && tree.devFolder(row) === null) throw noDev(row.name);
			if (!deps.engine) throw hostCannotRun(deps);
			expect(row, STARTABLE, `switched to ${dev ? 'dev mode' : 'a copy'}`, REINSTALL);
			// A job that is under way may be just switching it.
			if (row.dev === dev && jobs.holding(`pup:${id}`) === null) return { job: null, pup: detail(id) };
			needStorage(deps);
			renewDev(id);
			const job = ask(kinds.dev, row, { dev });
			return { job, pup: detail(id) };
		}
	};
}
