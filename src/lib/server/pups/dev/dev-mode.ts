/** Interface of dev mode for other modules. */
import type { PupsDeps } from '../deps.ts';
import type { PupContent } from '../content/index.ts';
import { offerNameOf, type PupRow, type PupRows, type Signals, type StateMachine } from '../installed/index.ts';
import type { BusyWith, DevJobs, ServiceRecords, Steps } from '../lifecycle/index.ts';
import { defineDev } from './jobs.ts';
import { createDevManifests, manifestValues } from './manifest.ts';
import { createDevWatch } from './watch.ts';

export { noDev } from './jobs.ts';

export interface DevMode {
	/** Jobs that switch dev mode, or restart a pup from its folder. */
	kinds: DevJobs;
	/** Whether its source is a folder of this host that still contains the pup. */
	possible(row: PupRow): boolean;
	/**
	 * Returns the row as switching would change it; writes nothing.
	 * @throws BoxError 404 for a copy that its source does not offer any more
	 */
	switched(row: PupRow, dev: boolean): Promise<PupRow>;
	/** Why a change cannot be applied, in words; null where nothing prevents it. */
	problem(id: string): string | null;
	/** Watches a pup's folder while it is in dev mode and should run; otherwise stops watching. */
	reconcile(id: string): void;
	/** Resets reports and counters, because dev mode was switched or the owner starts the pup. */
	renew(id: string): void;
	close(): void;
}

/** Declares its kinds of jobs at once, so it must be created before `jobs.start()`. */
export function createDevMode(
	deps: Pick<PupsDeps, 'database' | 'jobs' | 'engine' | 'sources' | 'log' | 'devBetweenMs'> & {
		rows: PupRows;
		states: StateMachine;
		signals: Signals;
		content: PupContent;
		records: Pick<ServiceRecords, 'reset'>;
		steps: Steps;
		busyWith: BusyWith;
	}
): DevMode {
	const { tree } = deps.content;
	const manifests = createDevManifests({ ...deps, tree });
	const kinds = defineDev({ ...deps, manifests });
	const watch = createDevWatch({ ...deps, tree, manifests, reload: kinds.reload });
	return {
		kinds,
		possible: (row) => tree.devFolder(row) !== null,
		async switched(row, dev) {
			const manifest = dev
				? // Like the job, falls back to the last usable manifest.
					await manifests.inspect(row).catch(() => row.manifest)
				: deps.sources.find(row.sourceId, offerNameOf(row)).manifest;
			return { ...row, ...manifestValues(row, manifest), dev, treeHash: null };
		},
		problem: manifests.problem,
		reconcile: watch.reconcile,
		renew(id) {
			manifests.forget(id);
			watch.renew(id);
		},
		close: watch.close
	};
}
