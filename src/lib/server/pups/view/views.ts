/** Views of pups: summaries, published at each change, and details of one pup. */
import { hasIoWeight, hostCgroups, type CgroupLayout } from '../../host/index.ts';
import type { PupDetail, PupState, PupSummary } from '../../../contract/pups.ts';
import { findLogo, isNewer, isPreview } from '../../sources/index.ts';
import type { ConfigStore } from '../config/index.ts';
import type { PupContent } from '../content/index.ts';
import type { PupsDeps } from '../deps.ts';
import type { DevMode } from '../dev/index.ts';
import type { PupHealth } from '../health/index.ts';
import { offerNameOf, type PupRow, type PupRows, type Signals } from '../installed/index.ts';
import type { BusyWith, Previews, ServiceRecords, Trouble } from '../lifecycle/index.ts';
import type { PupMeasures } from '../measures/index.ts';
import type { PupPages } from '../pages/index.ts';
import type { PupSpaceWatch } from '../space/index.ts';
import type { Origin } from '../types.ts';
import { DEFAULT_ORIGIN, detailOf, summaryOf, type ViewInput } from './view.ts';

export interface PupViews {
	list(origin?: Origin): PupSummary[];
	/** @throws BoxError 404 */
	get(id: string, origin?: Origin): PupDetail;
	/** Whether it can serve other pups: it runs, and is healthy where it has a health check. */
	ready(id: string): boolean;
	logo(id: string): Promise<{ folder: string; path: string; type: string } | null>;
	/**
	 * Takes the current state as published, so that the store is only notified of later changes.
	 * @returns a function that ends that
	 */
	begin(): () => void;
}

/** Publishes every change of a pup from now on. */
export function createPupViews(
	deps: Pick<PupsDeps, 'events' | 'sources' | 'network'> & {
		rows: PupRows;
		signals: Signals;
		config: ConfigStore;
		content: PupContent;
		pages: PupPages;
		records: ServiceRecords;
		trouble: Pick<Trouble, 'of'>;
		health: Pick<PupHealth, 'of'>;
		previews: Previews;
		dev: Pick<DevMode, 'possible' | 'problem'>;
		workOn: BusyWith;
		/** Bytes of this host's memory. */
		totalMemory: number;
		space: Pick<PupSpaceWatch, 'bytesOf' | 'refresh' | 'diskSize'>;
		measures: Pick<PupMeasures, 'limitsReached'>;
	}
): PupViews {
	const { events, network, sources, rows, signals, config, content } = deps;
	const { pages, records, previews, dev, workOn, space, health, measures } = deps;
	/** Last published state of each pup; the store is notified when its own view has changed. */
	const published = new Map<string, PupState>();
	let layout: CgroupLayout | null = null;

	/** Last published newer version of each pup. */
	const offered = new Map<string, string | null>();

	/** The newer version that its source offers; none for a pup in dev mode. */
	function newerOf(row: PupRow): string | null {
		if (row.state === 'uninstalled' || row.dev) return null;
		const newest = sources.newest(row.sourceId, offerNameOf(row), isPreview(row.version));
		return newest !== null && isNewer(newest, row.version) ? newest : null;
	}

	/** After a source was read or removed, publishes the pups whose newer version has changed. */
	function sourcesChanged(): void {
		for (const row of rows.all()) if (offered.get(row.id) !== newerOf(row)) signals.publish('changed', row.id);
	}

	function viewInput(row: PupRow, origin: Origin = DEFAULT_ORIGIN): ViewInput {
		return {
			row,
			pages: pages.of(row.id),
			pageProblems: pages.problems,
			stored: config.stored(row.id),
			records,
			health: (service) => health.of(row, service),
			address: network?.addressOf(row.hostNumber) ?? null,
			jobId: workOn(row.id)?.id ?? null,
			newest: newerOf(row),
			totalMemory: deps.totalMemory,
			storageBytes: space.bytesOf(row.id),
			diskSize: space.diskSize(),
			origin,
			limitsReached: measures.limitsReached(row.id),
			weighsDisks: layout !== null && hasIoWeight(layout)
		};
	}

	signals.subscribe('changed', (id) => {
		const row = rows.find(id);
		if (!row) return;
		const summary = summaryOf(viewInput(row));
		offered.set(id, summary.updateAvailable?.version ?? null);
		events.emit({ kind: 'pup', pup: summary });
		const before = published.get(id);
		published.set(id, row.state);
		if (before !== row.state && (before === undefined || [before, row.state].includes('uninstalled'))) {
			events.emit({ kind: 'store' });
		}
	});
	signals.subscribe('removed', (id) => {
		events.emit({ kind: 'pup-removed', id });
		events.emit({ kind: 'store' });
		published.delete(id);
		offered.delete(id);
	});

	return {
		list: (origin) => rows.all().map((row) => summaryOf(viewInput(row, origin))),
		get(id, origin) {
			const row = rows.get(id);
			space.refresh(id);
			return detailOf({
				...viewInput(row, origin),
				devPossible: dev.possible(row),
				devProblem: dev.problem(id),
				drift: previews.drift(row),
				volumes: content.imageOf(row)?.volumes ?? [],
				trouble: deps.trouble.of(row)
			});
		},
		ready(id) {
			const row = rows.find(id);
			if (row?.state !== 'running') return false;
			const checks = row.manifest.container.services.map((service) => health.of(row, service.name));
			return checks.every((one) => one === undefined || one.state === 'healthy');
		},
		async logo(id) {
			const row = rows.find(id);
			if (!row) return null;
			const { tree } = content;
			return tree.exists(row)
				? findLogo(tree.folder(row), row.manifest)
				: deps.sources.logo(row.sourceId, offerNameOf(row));
		},
		begin() {
			hostCgroups().then(
				(found) => (layout = found),
				() => {}
			);
			for (const row of rows.all()) {
				published.set(row.id, row.state);
				offered.set(row.id, newerOf(row));
			}
			let open = true;
			const end = events.subscribe(({ body }) => {
				// Deferred until the publisher's write has completed.
				if (body.kind === 'store') setImmediate(() => open && sourcesChanged());
			});
			return () => {
				open = false;
				end();
			};
		}
	};
}
