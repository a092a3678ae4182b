/** Door of the pups room: installed pups and what their owner can ask of them. */
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { totalmem } from 'node:os';
import { conflict } from '../../contract/errors.ts';
import type { Job } from '../../contract/jobs.ts';
import type { PupState } from '../../contract/pups.ts';
import type { NetworkMember } from '../network/types.ts';
import { chooseBuild, createAbility, findLogo } from '../sources/index.ts';
import { listeningPorts } from '../system/index.ts';
import { createConfigStore } from './config-store.ts';
import { checkValues, needsConfig, needsConfigError } from './config.ts';
import type { PupsDeps } from './deps.ts';
import { createPupFiles } from './files.ts';
import { defineLifecycle, notRunnable, type InstallJob, type PupJob } from './lifecycle.ts';
import { createPageIndex, createPages } from './pages.ts';
import { createReconciler } from './reconciler.ts';
import { createServiceRecords } from './records.ts';
import { createPupRows, type PupRow } from './rows.ts';
import { createRunning, hostCannotRun, layerPath, needStorage } from './running.ts';
import { createStateMachine } from './states.ts';
import type { Origin, Pups } from './types.ts';
import { DEFAULT_ORIGIN, detailOf, summaryOf, type ViewInput } from './view.ts';

export type { Origin, Pups } from './types.ts';
export type { PupsDeps } from './deps.ts';
export { mayMove, TRANSITIONS } from './states.ts';

/** How old the measured size of a pup's storage may be before it is measured anew, milliseconds. */
const SIZE_AGE_MS = 60_000;

/** Makes the pups room; its kinds of jobs are declared at once, so make it before `jobs.start()`. */
export function createPups(deps: PupsDeps): Pups {
	const { database, events, jobs, log } = deps;
	const totalMemory = deps.totalMemory ?? totalmem();
	const rows = createPupRows(database);
	const config = createConfigStore(deps);
	const files = createPupFiles(deps);
	const records = createServiceRecords();
	const pages = createPages(database, deps.pagePorts, listeningPorts);
	/** Ports of pages that could not be opened, and why. */
	const pageProblems = new Map<number, string>();
	const index = createPageIndex({
		rows,
		pages,
		addressOf: (row) => running.addressOf(row)
	});
	const sizes = new Map<string, { bytes: number; at: number }>();
	const ability = createAbility({ facts: deps.facts, canRun: deps.engine !== null, builder: deps.builder });
	const unsubscribe: (() => void)[] = [];
	/** After the close the database is closed too: what comes late is dropped. */
	let closed = false;

	const states = createStateMachine({
		database,
		changed: tell,
		removed(id) {
			events.emit({ kind: 'pup-removed', id });
			events.emit({ kind: 'store' });
			database.afterCommit(() => index.refresh());
		}
	});
	const running = createRunning({ deps, rows, states, config, files, records });

	/** The unfinished job that holds a pup. */
	function busyWith(id: string): Job | null {
		const job = jobs.holding(`pup:${id}`);
		return job && (job.status === 'queued' || job.status === 'running') ? job : null;
	}

	function viewInput(row: PupRow, origin: Origin = DEFAULT_ORIGIN): ViewInput {
		return {
			row,
			pages: pages.of(row.id),
			pageProblems,
			stored: config.stored(row.id),
			records,
			address: running.addressOf(row),
			jobId: busyWith(row.id)?.id ?? null,
			totalMemory,
			storageBytes: sizes.get(row.id)?.bytes ?? null,
			origin
		};
	}

	/** Last state told of each pup, to tell the store when what it shows has changed. */
	const told = new Map<string, PupState>();

	function tell(id: string): void {
		const row = rows.find(id);
		if (!row) return;
		events.emit({ kind: 'pup', pup: summaryOf(viewInput(row)) });
		const before = told.get(id);
		told.set(id, row.state);
		if (before !== row.state && (before === undefined || [before, row.state].includes('uninstalled'))) {
			events.emit({ kind: 'store' });
		}
		// What listens to pages must not run inside the transaction.
		database.afterCommit(() => index.refresh());
	}

	/** Asks for a job in the owner's name. */
	function ask<Input extends PupJob>(kind: string, row: PupRow, more: Omit<Input, keyof PupJob>): Job {
		return jobs.submit(kind, { pupId: row.id, name: row.name, ...more }, { requestedBy: 'owner' });
	}

	const reconciler = createReconciler({
		deps,
		rows,
		states,
		config,
		files,
		records,
		running,
		log,
		busyWith,
		changed: tell,
		submit: (kind, row) => jobs.submit(kind, { pupId: row.id, name: row.name }, { requestedBy: 'box' }),
		upkeep: writeWaitingKeys
	});

	defineLifecycle({
		deps,
		rows,
		states,
		config,
		files,
		records,
		running,
		pages,
		forget(id) {
			records.forget(id);
			sizes.delete(id);
			told.delete(id);
		}
	});

	async function writeWaitingKeys(row: PupRow): Promise<void> {
		if (row.keys !== 'waiting' || row.state === 'uninstalled' || deps.keyring.locked()) return;
		// The job that is at work makes them itself.
		if (busyWith(row.id) || (deps.storageMissing?.() ?? null) !== null) return;
		if (await files.writeKeys(row.id)) {
			rows.set(row.id, { keys: 'made' });
			tell(row.id);
		}
	}

	const measuring = new Set<string>();
	/** Measures the storage behind the answer; the next one tells it. */
	function measure(id: string): void {
		const last = sizes.get(id);
		if (measuring.has(id) || (last && Date.now() - last.at < SIZE_AGE_MS)) return;
		measuring.add(id);
		files
			.storageBytes(id)
			.then((bytes) => {
				if (!closed && rows.find(id)) sizes.set(id, { bytes, at: Date.now() });
			})
			.catch((error: unknown) => log.debug({ pup: id, err: error }, 'the storage of a pup could not be measured'))
			.finally(() => measuring.delete(id));
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
			tell(row.id);
		});
	}

	const STARTABLE: readonly PupState[] = ['stopped', 'starting', 'running', 'stopping', 'crashed', 'broken'];
	const REINSTALL = 'Install it again; its data is kept.';

	function startable(id: string, what: string): PupRow {
		const row = rows.get(id);
		if (!deps.engine) throw hostCannotRun(deps);
		const hint =
			row.state === 'uninstalled' ? REINSTALL : row.state === 'installing' ? 'Wait until it is installed.' : undefined;
		expect(row, STARTABLE, what, hint);
		if (row.state === 'broken' && !isComplete(row)) {
			throw conflict('wrong-state', `${row.name} is not installed completely.`, 'Try its installation again.');
		}
		if (needsConfig(row.manifest, config.stored(id), row.configSavedAt)) throw needsConfigError(row.name);
		needStorage(deps);
		return row;
	}

	/** Its owner wants it to run: counting of crashes begins anew. */
	function bringUp(kind: 'pup.start' | 'pup.restart', row: PupRow): Job {
		return database.transaction(() => {
			records.reset(row.id);
			want(row, true);
			return ask<PupJob>(kind, row, {});
		});
	}

	/** All that an installation makes is there. */
	const isComplete = (row: PupRow) =>
		row.installedAt !== null &&
		row.layers.length > 0 &&
		row.layers.every((layer) => existsSync(layerPath(deps, layer))) &&
		files.hasSource(row.id);

	return {
		list: (origin) => rows.all().map((row) => summaryOf(viewInput(row, origin))),
		get(id, origin) {
			const row = rows.get(id);
			measure(id);
			return detailOf(viewInput(row, origin));
		},
		async install({ sourceId, name, version, start = true }) {
			// What is installed is what lies in the folder now, not what lay there when it was last looked at.
			await deps.sources.refresh(sourceId);
			const found = deps.sources.find(sourceId, name, version);
			if (!deps.engine) throw hostCannotRun(deps);
			needStorage(deps);
			const choice = chooseBuild(found.manifest, await ability());
			if (!choice.ok) throw notRunnable(found.name, choice.reason, choice.command);
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
					enabled: start,
					layers: []
				};
				const id = old?.id ?? randomBytes(16).toString('hex');
				if (old) states.move(id, 'installing', { values });
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
						buildKind: null,
						treeHash: null,
						origin: found.origin,
						signature: found.signature,
						dev: false,
						configSavedAt: null,
						createdAt: Date.now(),
						installedAt: null
					});
				}
				const row = rows.get(id);
				config.fillDefaults(row);
				return { job: ask<InstallJob>('pup.install', row, { fresh: !old }), pupId: id };
			});
		},
		start: (id) => bringUp('pup.start', startable(id, 'started')),
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
				return ask<PupJob>('pup.stop', row, {});
			});
		},
		restart: (id) => bringUp('pup.restart', startable(id, 'restarted')),
		retry(id) {
			const row = rows.get(id);
			if (!deps.engine) throw hostCannotRun(deps);
			expect(row, ['broken', 'crashed'], 'tried again');
			if (isComplete(row)) return this.start(id);
			needStorage(deps);
			return database.transaction(() => {
				states.move(id, 'installing');
				return ask<InstallJob>('pup.install', row, { fresh: row.installedAt === null });
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
				return ask<PupJob>(keepData ? 'pup.uninstall' : 'pup.purge', row, {});
			});
		},
		async configure(id, values) {
			const row = rows.get(id);
			const changes = checkValues(row.manifest, values);
			database.transaction(() => {
				config.write(row, changes);
				rows.set(id, { configSavedAt: Date.now() });
				tell(id);
			});
			let job: Job | null = null;
			const { state, enabled } = row;
			// While it is being installed its job writes the file; what is uninstalled gets it with the next installation.
			if (state !== 'uninstalled' && state !== 'installing' && isComplete(row)) {
				// Without its disk nothing is written, and nothing starts; the start writes it.
				if ((deps.storageMissing?.() ?? null) !== null) return { job, pup: this.get(id) };
				await files.writeConfig(id, config.opened(row));
				const ready = !needsConfig(row.manifest, config.stored(id), Date.now());
				if (deps.engine && enabled && ready && (state === 'running' || state === 'crashed' || state === 'starting')) {
					if (changes.size > 0) job = ask<PupJob>('pup.restart', row, {});
				} else if (deps.engine && enabled && ready && state === 'stopped') {
					job = ask<PupJob>('pup.start', row, {});
				}
			}
			return { job, pup: this.get(id) };
		},
		setDev() {
			throw new Error('not built yet');
		},
		async logs(id, { service, tail }) {
			rows.get(id);
			return deps.engine ? deps.engine.logs(id, { tail, ...(service !== undefined && { service }) }) : [];
		},
		followLogs: (id, fn) => deps.engine?.followLogs(id, fn) ?? (() => {}),
		metrics(id, seconds) {
			rows.get(id);
			return deps.metrics.history(id, seconds);
		},
		async logo(id) {
			const row = rows.find(id);
			if (!row) return null;
			return files.hasSource(id)
				? findLogo(files.sourcePath(id), row.manifest)
				: deps.sources.logo(row.sourceId, row.name);
		},
		pageTarget: (port) => index.target(port),
		pagePorts: () => index.ports(),
		onPages: (fn) => index.onChange(fn),
		notePage(port, problem) {
			if ((pageProblems.get(port) ?? null) === problem) return;
			if (problem === null) pageProblems.delete(port);
			else pageProblems.set(port, problem);
			const pupId = closed ? undefined : index.target(port)?.pupId;
			if (pupId !== undefined) tell(pupId);
		},
		async begin() {
			const { engine } = deps;
			if (engine) {
				unsubscribe.push(engine.onExit((exit) => reconciler.exited(exit)));
				const members: NetworkMember[] = [];
				for (const status of await engine.adopt()) {
					records.seen(status);
					const row = rows.find(status.id);
					if (!row) {
						// Nobody's: its pup was purged by a dogeboxd that died in the middle of it.
						log.warn({ container: status.id }, 'removing a container that belongs to nothing');
						await engine.remove(status.id);
						continue;
					}
					const address = running.addressOf(row);
					if (!status.sandbox || address === null) continue;
					members.push({ id: row.id, address, internet: row.manifest.container.requiresInternet });
				}
				// Who is connected, so that the next table of rules names those that run already, and nobody who is gone.
				await deps.network?.ensure(members);
			}
			unsubscribe.push(
				events.subscribe(({ body }) => {
					if (body.kind !== 'job' || body.job.pupId === null || body.job.finishedAt === null) return;
					const id = body.job.pupId;
					// After the runner has let go of the job's locks.
					setImmediate(() => {
						if (closed) return;
						tell(id);
						reconciler.look(id);
					});
				}),
				deps.keyring.onUnlock(() => reconciler.lookAtAll())
			);
			for (const row of rows.all()) told.set(row.id, row.state);
			index.refresh();
			reconciler.begin();
		},
		async close() {
			closed = true;
			for (const stop of unsubscribe.splice(0)) stop();
			await reconciler.close();
		}
	};
}
