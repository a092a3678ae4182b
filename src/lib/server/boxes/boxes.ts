/** Boxes: composes the modules of this folder. */
import { changeActions, hasLabels, runActions } from './actions.ts';
import { createCapacity } from './capacity.ts';
import { boxesPorts, createCreating } from './create.ts';
import type { BoxesDeps } from './deps.ts';
import { createBoxExecs } from './execs.ts';
import { createBoxHealth } from './health.ts';
import { createDiskUsage } from './disk-usage.ts';
import { createBoxMemory } from './exits.ts';
import { defineBoxJobs } from './jobs.ts';
import { createAttachments } from './attachments.ts';
import { createLogReaders } from './log-readers.ts';
import { bootedAnew } from '../db/index.ts';
import { createBoxNetworks } from './networks.ts';
import { createBoxReconciler } from './reconciler.ts';
import { createBoxRoots } from './roots.ts';
import { createBoxRows } from './rows.ts';
import { createRun } from './run.ts';
import { createBoxRunning } from './running.ts';
import type { StoredFiles } from '../stored-files/types.ts';
import type { Boxes } from './types.ts';
import { createBoxViews } from './view.ts';
import { volumeActions } from './volumes.ts';

/** Declares its kinds of jobs at once, so it must be created before `jobs.start()`. */
export function createBoxes(deps: BoxesDeps): Boxes {
	const { database, events, engine, metrics, log } = deps;
	/** The database is closed after this, so later calls are ignored. */
	let closed = false;
	const rows = createBoxRows(database, (id) => {
		if (!closed) changed(id);
	});
	const memory = createBoxMemory();
	const roots = createBoxRoots({ ...deps, rows });
	const running = createBoxRunning({ ...deps, rows, roots, memory });
	const disks = createDiskUsage(deps);
	const health = createBoxHealth({ ...deps, rows }, (id) => views.publish(id));
	const views = createBoxViews({ ...deps, rows, roots, running, disks, health });
	const capacity = createCapacity({ ...deps, rows });
	const own = { ...deps, rows, roots, running, memory, views, capacity };
	const kinds = defineBoxJobs(own);
	const execs = createBoxExecs(own);
	const readers = createLogReaders();
	const reconciler = createBoxReconciler({ ...own, kinds, readers });
	const creating = createCreating({ ...own, kinds });
	deps.builder?.addUser(() =>
		rows.all().map(({ layers, name }) => ({ layers, pupId: null, version: name, as: 'current' as const }))
	);
	deps.images.addUsers(() =>
		rows.all().flatMap(({ id, name, layers, state }) => {
			const layer = layers.at(-1);
			return layer === undefined ? [] : [{ layer, id, name, running: state === 'running' || state === 'paused' }];
		})
	);
	function changed(id: string): void {
		health.follow(id);
		views.publish(id);
		reconciler.schedule(id);
	}

	/** Loaded on its first use, so that it takes no memory before. */
	let files: Promise<StoredFiles> | undefined;
	const ends: (() => void)[] = [];
	const networks = createBoxNetworks(own);
	const { plan, create, clone, planClone } = creating;
	return {
		...runActions({ ...own, kinds }),
		...changeActions({ ...own, kinds }),
		...{ plan, create, clone, planClone },
		...createRun({ ...own, creating, reconciler }),
		list({ state, label = [], after, limit }) {
			const fitting = rows.all().filter((row) => (!state || state.includes(row.state)) && hasLabels(row, label));
			const from = after === undefined ? 0 : fitting.findIndex(({ id }) => id === after) + 1;
			const page = fitting.slice(from, from + limit);
			const more = from + limit < fitting.length;
			return {
				boxes: page.map(views.summary),
				next: more ? (page.at(-1)?.id ?? null) : null,
				capacity: capacity.now()
			};
		},
		all: views.all,
		get: (box, secrets) => views.detail(rows.get(box), secrets),
		find(box) {
			const { id, name, state } = rows.get(box);
			return { id, name, state };
		},
		stats(box, seconds) {
			const { id } = rows.get(box);
			return { samples: metrics.history(id, seconds), gauges: metrics.gauges(id, seconds) };
		},
		async logs(box, query, signal) {
			const { id } = rows.get(box);
			if (engine) return engine.logs(id, query, signal);
			return { lines: [], start: '', older: false, cursor: '', more: false, gap: false };
		},
		followLogs: (box, options, fn) => engine?.followLogs(rows.get(box).id, options, fn) ?? (() => {}),
		readers,
		...volumeActions(own),
		...createAttachments({ rows, memory, running }),
		use: memory.use,
		execs,
		networks,
		files: () => (files ??= import('./files.ts').then((file) => file.createBoxFiles({ ...own, disks }))),
		policies: networks.policies,
		takenPorts: () => boxesPorts(rows),
		member(id) {
			const row = rows.find(id);
			return row?.id === id ? { address: running.addressOf(row) } : null;
		},
		begin() {
			if (engine) ends.push(engine.onExit((exit) => reconciler.exited(exit)));
			for (const { id } of rows.all()) health.follow(id);
			ends.push(views.begin());
			ends.push(execs.begin());
			ends.push(
				events.subscribe(({ body }) => {
					if (body.kind !== 'job' || body.job.finishedAt === null || body.job.subject?.kind !== 'ad-hoc-box') return;
					const { id } = body.job.subject;
					setImmediate(() => reconciler.schedule(id));
				})
			);
			if (bootedAnew(database.settings, 'boxes.boot', log)) {
				for (const row of rows.all())
					if (row.restart === 'always' && row.state !== 'error') rows.set(row.id, { wanted: 'running', restarts: 0 });
			}
			// Without an engine it is unknown what runs, so the desired states stay.
			if (engine) reconciler.begin();
		},
		async close() {
			closed = true;
			disks.close();
			health.close();
			for (const end of ends.splice(0)) end();
			await reconciler.close();
		}
	};
}
