/**
 * Installed pups: composes the modules below this folder. Each module depends only on those created
 * before it; later ones subscribe to `signals`.
 */
import {
	createExec,
	createPupLogs,
	devActions,
	installActions,
	nameActions,
	runActions,
	settingsActions,
	updateActions
} from './actions/index.ts';
import { createConfigHistory, createConfigStore } from './config/index.ts';
import { createPupContent } from './content/index.ts';
import type { LayerUse } from '../build/types.ts';
import type { PupsDeps } from './deps.ts';
import { createDevMode } from './dev/index.ts';
import { createPupHealth, type PupHealth } from './health/index.ts';
import { createPupRows, createSignals, createStateMachine, releasesOf, type PupRow } from './installed/index.ts';
import {
	adopt,
	createLifecycle,
	createPreviews,
	createReconciler,
	createWaitingKeys,
	rebuildRows
} from './lifecycle/index.ts';
import { createPupLayers, createPupMeasures } from './measures/index.ts';
import { createPupPages } from './pages/index.ts';
import { lateRooms } from './late-rooms.ts';
import { createPupSpace } from './space/index.ts';
import type { Pups } from './types.ts';
import { createPupViews } from './view/index.ts';

/** The layers that a pup needs, with the purpose of each. */
function layerUses(row: PupRow): LayerUse[] {
	return releasesOf(row).map(({ layers, version }, at) => ({
		layers,
		pupId: row.id,
		version,
		as: at === 0 ? 'current' : row.pending && at === 1 ? 'pending' : 'previous'
	}));
}

/** Kinds of jobs that remove a pup. */
const REMOVING: ReadonlySet<string> = new Set(['pup.uninstall', 'pup.purge']);

/** Declares its kinds of jobs at once, so it must be created before `jobs.start()`. */
export function createPups(deps: PupsDeps): Pups {
	const { database, events, engine, keyring } = deps;
	const signals = createSignals();
	const rows = createPupRows(database);
	const states = createStateMachine({ database, signals });
	const config = createConfigStore(deps);
	const history = createConfigHistory({ database, config });
	const content = createPupContent({ ...deps, rows });
	const installed = { ...deps, rows, states, signals, config, history, content };

	const pages = createPupPages(installed);
	const lifecycle = createLifecycle({ ...installed, pages, health: () => health });
	const { busyWith, records, wanted, turn } = lifecycle;
	const { totalMemory } = wanted;
	const dev = createDevMode({ ...installed, ...lifecycle });
	const kinds = { ...lifecycle.kinds, ...dev.kinds };
	const upkeep = createWaitingKeys({ ...installed, files: content.files, busyWith });
	const reconciler = createReconciler({ ...installed, ...lifecycle, kinds, upkeep });
	const space = createPupSpace({ ...installed, ...lifecycle });
	const previews = createPreviews({ rows, config, content, wanted, reconciler, space });
	const exec = createExec({ deps, rows });
	const health: PupHealth = createPupHealth({ ...installed, ...lifecycle });
	const measures = createPupMeasures({ ...installed, records, space, totalMemory });
	const seen = { ...installed, ...lifecycle, pages, previews, dev, totalMemory, space, health, measures };
	const views = createPupViews(seen);
	deps.builder?.addUser(() => rows.all().flatMap(layerUses));
	const layers = createPupLayers(deps);
	const volumesOf = (row: PupRow) => content.imageOf(row)?.volumes ?? [];
	const late = lateRooms({ ...installed, exec, usage: space, volumesOf });

	const ends: (() => void)[] = [];
	/** The database is closed after this, so later calls are ignored. */
	let closed = false;

	return {
		...installActions({ ...installed, ...lifecycle, kinds, pages }),
		...runActions({ ...installed, records, kinds, turn, dev, space }),
		...settingsActions({ ...installed, reconciler, busyWith, views, previews, totalMemory, space, measures }),
		...devActions({ ...installed, wanted, dev, views }),
		...updateActions({ ...installed, kinds, views }),
		...nameActions({ ...installed, views }),
		planConfig: previews.config,
		planLimits: previews.limits,
		list: views.list,
		get: views.get,
		installed: rows.brief,
		known: () =>
			rows.all().map(({ id, sourceId, name, offerName, state, version, manifest, enabled, hostNumber }) => {
				const address = deps.network?.addressOf(hostNumber) ?? null;
				const leaving = REMOVING.has(busyWith(id)?.kind ?? '');
				return { id, sourceId, name, offerName, state, version, manifest, enabled, leaving, address };
			}),
		ready: views.ready,
		relinked(ids) {
			if (closed) return;
			turn.recheck();
			for (const id of ids) void reconciler.settle(id, 'owner');
		},
		space: space.list,
		logo: views.logo,
		exec,
		storage: late.storage,
		terminals: late.terminals,
		...createPupLogs({ ...deps, rows }),
		metrics(id, seconds, stepMs) {
			rows.get(id);
			return deps.metrics.history(id, seconds, stepMs);
		},
		gauges(id, seconds) {
			rows.get(id);
			return deps.metrics.gauges(id, seconds);
		},
		reportMetrics: measures.report,
		ownMetrics: measures.own,
		layers: layers.list,
		resources() {
			const { byPup } = layers.list();
			return rows.all().map((row) => ({
				id: row.id,
				limits: measures.limits(row),
				dataBytes: space.bytesOf(row.id),
				layerBytes: byPup.get(row.id) ?? null
			}));
		},
		freeLayers: layers.free,
		atAddress(address) {
			const number = deps.network?.numberOf(address) ?? null;
			return number === null ? null : rows.byHostNumber(number);
		},
		pageTarget: pages.target,
		pagePorts: pages.pagePorts,
		pageAccess: pages.access,
		holdsPageToken: pages.holdsToken,
		onPageRevoked: pages.onRevoked,
		ports: pages.ports,
		changePorts: pages.change,
		planPorts: pages.planChange,
		publishedPorts: pages.published,
		portWorld: pages.world,
		onPages: pages.onChange,
		notePage(port, problem) {
			if (!closed) pages.note(port, problem);
		},
		rebuild: () => rebuildRows({ ...installed, pages }),
		async begin() {
			if (engine) ends.push(engine.onExit((exit) => reconciler.exited(exit)));
			pages.catchUp();
			await adopt({ ...installed, records, wanted });
			ends.push(
				events.subscribe(({ body }) => {
					if (body.kind !== 'job' || body.job.finishedAt === null || body.job.subject?.kind !== 'pup') return;
					const { id } = body.job.subject;
					// Deferred until the job runner has released the job's locks.
					setImmediate(() => {
						if (closed) return;
						signals.publish('changed', id);
						signals.publish('jobEnded', id);
					});
				}),
				keyring.onUnlock(() => reconciler.reconcileAll())
			);
			if (deps.agent) ends.push(deps.agent.onChange((there) => there && reconciler.reconcileAll()));
			ends.push(views.begin());
			space.begin();
			measures.begin();
			for (const row of rows.all()) dev.reconcile(row.id);
			pages.refresh();
			reconciler.begin();
			health.begin();
		},
		async close() {
			closed = true;
			dev.close();
			space.close();
			await late.close();
			health.close();
			measures.close();
			for (const end of ends.splice(0)) end();
			await reconciler.close();
		}
	};
}
