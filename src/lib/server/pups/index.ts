/** Door of the pups room: installed pups and what their owner can ask of them. */
import { totalmem } from 'node:os';
import type { Job } from '../../contract/jobs.ts';
import type { PupState } from '../../contract/pups.ts';
import type { NetworkMember } from '../network/types.ts';
import { findLogo } from '../sources/index.ts';
import { listeningPorts } from '../system/index.ts';
import { createActions } from './actions.ts';
import { createConfigStore } from './config-store.ts';
import type { PupsDeps } from './deps.ts';
import { createDevMode } from './dev.ts';
import { createPupFiles } from './files.ts';
import { defineLifecycle } from './lifecycle.ts';
import { createPageIndex, createPages } from './pages.ts';
import { createPreviews } from './preview.ts';
import { createReconciler } from './reconciler.ts';
import { createServiceRecords } from './records.ts';
import type { PupJob } from './pup-jobs.ts';
import { createPupRows, type PupRow } from './rows.ts';
import { createRoots } from './root.ts';
import { createRunning } from './running.ts';
import { createStateMachine } from './states.ts';
import { createPupTree } from './tree.ts';
import type { Origin, Pups } from './types.ts';
import { DEFAULT_ORIGIN, detailOf, summaryOf, type ViewInput } from './view.ts';

export type { Origin, Pups } from './types.ts';
export type { PupsDeps } from './deps.ts';

/** How old the measured size of a pup's storage may be before it is measured anew, milliseconds. */
const SIZE_AGE_MS = 60_000;

/** Makes the pups room; its kinds of jobs are declared at once, so make it before `jobs.start()`. */
export function createPups(deps: PupsDeps): Pups {
	const { database, events, jobs, log } = deps;
	const totalMemory = deps.totalMemory ?? totalmem();
	const rows = createPupRows(database);
	const config = createConfigStore(deps);
	const files = createPupFiles(deps);
	const tree = createPupTree(deps, files);
	const roots = createRoots(deps);
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
	const unsubscribe: (() => void)[] = [];
	/** After the close the database is closed too: what comes late is dropped. */
	let closed = false;

	const states = createStateMachine({
		database,
		changed: publish,
		removed(id) {
			events.emit({ kind: 'pup-removed', id });
			events.emit({ kind: 'store' });
			database.afterCommit(() => {
				index.refresh();
				dev.look(id);
			});
		}
	});
	const running = createRunning({ deps, rows, states, config, files, tree, records });

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
	const published = new Map<string, PupState>();

	function publish(id: string): void {
		const row = rows.find(id);
		if (!row) return;
		events.emit({ kind: 'pup', pup: summaryOf(viewInput(row)) });
		const before = published.get(id);
		published.set(id, row.state);
		if (before !== row.state && (before === undefined || [before, row.state].includes('uninstalled'))) {
			events.emit({ kind: 'store' });
		}
		// What listens to pages must not run inside the transaction.
		database.afterCommit(() => {
			index.refresh();
			dev.look(id);
		});
	}

	const about = ({ id, name }: PupRow): PupJob => ({ pupId: id, name });
	const reconciler = createReconciler({
		deps,
		rows,
		states,
		config,
		files,
		tree,
		records,
		running,
		log,
		busyWith,
		changed: publish,
		submit: {
			start: (row, by) => kinds.start.submit(about(row), { requestedBy: by }),
			stop: (row, by) => kinds.stop.submit(about(row), { requestedBy: by }),
			restart: (row, by, services) =>
				kinds.restart.submit({ ...about(row), ...(services && { services }) }, { requestedBy: by }),
			// Of a copy, another version is its owner's wish alone.
			rebuild: (row, by) => (row.dev ? kinds.reload.submit({ ...about(row), dev: true }, { requestedBy: by }) : null)
		},
		upkeep: writeWaitingKeys
	});

	const dev = createDevMode({
		deps,
		rows,
		states,
		config,
		files,
		tree,
		records,
		busyWith,
		changed: publish,
		reload: ({ id, name }) => kinds.reload.submit({ pupId: id, name, dev: true }, { requestedBy: 'box' })
	});

	const kinds = defineLifecycle({
		dev,
		deps,
		rows,
		states,
		config,
		files,
		tree,
		records,
		running,
		pages,
		roots,
		forget(id) {
			records.forget(id);
			sizes.delete(id);
			published.delete(id);
		}
	});

	const previews = createPreviews({ rows, config, running, reconciler });

	async function writeWaitingKeys(row: PupRow): Promise<void> {
		if (row.keys !== 'waiting' || row.state === 'uninstalled' || deps.keyring.locked()) return;
		// The job that is at work makes them itself.
		if (busyWith(row.id) || (deps.storageMissing?.() ?? null) !== null) return;
		if (await files.writeKeys(row.id)) {
			rows.set(row.id, { keys: 'made' });
			publish(row.id);
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

	const detail: Pups['get'] = (id, origin) => {
		const row = rows.get(id);
		measure(id);
		return detailOf({
			...viewInput(row, origin),
			devPossible: tree.devFolder(row) !== null,
			devProblem: dev.problem(id),
			drift: previews.drift(row)
		});
	};
	const actions = createActions({
		deps,
		rows,
		states,
		config,
		files,
		tree,
		records,
		roots,
		kinds,
		changed: publish,
		detail,
		running,
		async takeOver(id) {
			await reconciler.settle(id, 'owner');
			return busyWith(id);
		},
		renewDev: (id) => dev.renew(id)
	});

	return {
		...actions,
		planConfig: previews.config,
		planLimits: previews.limits,
		list: (origin) => rows.all().map((row) => summaryOf(viewInput(row, origin))),
		get: detail,
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
			return tree.exists(row) ? findLogo(tree.folder(row), row.manifest) : deps.sources.logo(row.sourceId, row.name);
		},
		pageTarget: (port) => index.target(port),
		pagePorts: () => index.ports(),
		onPages: (fn) => index.onChange(fn),
		notePage(port, problem) {
			if ((pageProblems.get(port) ?? null) === problem) return;
			if (problem === null) pageProblems.delete(port);
			else pageProblems.set(port, problem);
			const pupId = closed ? undefined : index.target(port)?.pupId;
			if (pupId !== undefined) publish(pupId);
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
					if (status.sandbox) running.adopt(row);
					if (!status.sandbox || address === null) continue;
					members.push({ id: row.id, address, internet: row.manifest.container.requiresInternet });
				}
				// Who is connected, so that the next table of rules names those that run already, and nobody who is gone.
				await deps.network?.ensure(members);
			}
			unsubscribe.push(
				events.subscribe(({ body }) => {
					if (body.kind !== 'job' || body.job.finishedAt === null || body.job.subject?.kind !== 'pup') return;
					const { id } = body.job.subject;
					// After the runner has let go of the job's locks.
					setImmediate(() => {
						if (closed) return;
						publish(id);
						dev.jobEnded(id);
						reconciler.look(id);
					});
				}),
				deps.keyring.onUnlock(() => reconciler.lookAtAll())
			);
			for (const row of rows.all()) {
				published.set(row.id, row.state);
				dev.look(row.id);
			}
			index.refresh();
			reconciler.begin();
		},
		async close() {
			closed = true;
			dev.close();
			for (const stop of unsubscribe.splice(0)) stop();
			await reconciler.close();
		}
	};
}
