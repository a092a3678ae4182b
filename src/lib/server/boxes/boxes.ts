/** Boxes: the files of this room put together. */
import { notFound } from '../../contract/errors.ts';
import { storageRemove } from '../host/index.ts';
import type { NetworkPolicy } from '../network/types.ts';
import { changeActions, hasLabels, needUnused, runActions } from './actions.ts';
import { createCapacity } from './capacity.ts';
import { boxesPorts, createCreating } from './create.ts';
import type { BoxesDeps } from './deps.ts';
import { createBoxExecs } from './execs.ts';
import { createDiskUsage } from './disk-usage.ts';
import { createBoxMemory } from './exits.ts';
import { defineBoxJobs } from './jobs.ts';
import { bootedAnew } from './boots.ts';
import { createBoxReconciler } from './reconciler.ts';
import { createBoxRoots, needStorage } from './roots.ts';
import { createBoxRows, type BoxRow } from './rows.ts';
import { createRun } from './run.ts';
import { createBoxRunning } from './running.ts';
import type { Boxes } from './types.ts';
import { createBoxViews } from './view.ts';

/** Its kinds of jobs are declared at once, so make it before `jobs.start()`. */
export function createBoxes(deps: BoxesDeps): Boxes {
	const { database, events, engine, metrics, log } = deps;
	/** After the close the database is closed too: what comes late is dropped. */
	let closed = false;
	const rows = createBoxRows(database, (id) => {
		if (!closed) changed(id);
	});
	const memory = createBoxMemory();
	const roots = createBoxRoots({ ...deps, rows });
	const running = createBoxRunning({ ...deps, rows, roots, memory });
	const disks = createDiskUsage(deps);
	const views = createBoxViews({ ...deps, rows, roots, running, disks });
	const capacity = createCapacity({ ...deps, rows });
	const own = { ...deps, rows, roots, running, memory, views, capacity };
	const kinds = defineBoxJobs(own);
	const execs = createBoxExecs(own);
	const reconciler = createBoxReconciler({ ...own, kinds });
	const creating = createCreating({ ...own, kinds });
	deps.builder?.addUser(() =>
		rows.all().map(({ layers, name }) => ({ layers, pupId: null, version: name, as: 'current' as const }))
	);
	function changed(id: string): void {
		views.tell(id);
		reconciler.look(id);
	}

	const ends: (() => void)[] = [];
	const usersOf = (name: string) =>
		rows.all().filter(({ volumes }) => volumes.some((one) => one.kind === 'volume' && one.name === name));

	function policyOf(row: BoxRow): NetworkPolicy {
		return {
			id: row.id,
			internet: row.network !== 'none',
			lan: row.network === 'home',
			networks: null,
			reaches: [],
			publishes: rows.ports.of(row.id).map(({ protocol, hostPort, port }) => ({ protocol, hostPort, port }))
		};
	}

	const { plan, create, clone } = creating;
	return {
		...runActions({ ...own, kinds }),
		...changeActions({ ...own, kinds }),
		...{ plan, create, clone },
		run: createRun({ ...own, creating, reconciler }),
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
		volumes: () =>
			rows.volumes
				.all()
				.map(({ name, createdAt }) => ({ name, createdAt, usedBy: usersOf(name).map((row) => row.name) })),
		async removeVolume(name) {
			const volume = rows.volumes.byName(name);
			if (!volume) throw notFound('volume', name);
			needUnused(
				name,
				usersOf(name).map((row) => row.name)
			);
			needStorage(deps);
			// Nobody can ask for it from here on: one of this name would be another.
			rows.volumes.remove(volume.id);
			await deps.host.call(storageRemove, { pupId: volume.id });
		},
		use: memory.use,
		execs,
		policies: () => rows.all().map(policyOf),
		takenPorts: () => boxesPorts(rows),
		member(id) {
			const row = rows.find(id);
			return row?.id === id ? { address: running.addressOf(row) } : null;
		},
		begin() {
			if (engine) ends.push(engine.onExit((exit) => reconciler.exited(exit)));
			ends.push(views.begin());
			ends.push(execs.begin());
			ends.push(
				events.subscribe(({ body }) => {
					if (body.kind !== 'job' || body.job.finishedAt === null || body.job.subject?.kind !== 'ad-hoc-box') return;
					const { id } = body.job.subject;
					setImmediate(() => reconciler.look(id));
				})
			);
			if (bootedAnew(database.settings, log)) {
				for (const row of rows.all())
					if (row.restart === 'always') rows.set(row.id, { wanted: 'running', restarts: 0 });
			}
			reconciler.begin();
		},
		async close() {
			closed = true;
			disks.close();
			for (const end of ends.splice(0)) end();
			await reconciler.close();
		}
	};
}
