/** Dev mode as the other rooms use it. */
import type { PupsDeps } from '../deps.ts';
import type { PupContent } from '../content/index.ts';
import { offerNameOf, type PupRow, type PupRows, type Signals, type StateMachine } from '../installed/index.ts';
import type { BusyWith, DevJobs, ServiceRecords, Steps } from '../lifecycle/index.ts';
import { defineDev } from './jobs.ts';
import { createDevManifests, manifestValues } from './manifest.ts';
import { createDevWatch } from './watch.ts';

export { noDev } from './jobs.ts';

export interface DevMode {
	/** Asks for it to be switched, or for a pup to be started again from its folder. */
	kinds: DevJobs;
	/** Its source is a folder of this host, and the pup is still there. */
	possible(row: PupRow): boolean;
	/**
	 * The row as switching would leave it; nothing is written.
	 * @throws BoxError 404 for a copy of what its source no longer offers
	 */
	switched(row: PupRow, dev: boolean): Promise<PupRow>;
	/** What keeps a change from being taken over, in words; null for nothing. */
	problem(id: string): string | null;
	/** Watches a pup's folder while it is in dev mode and should run; ends that else. */
	reconcile(id: string): void;
	/** Forgets reports and counts: dev mode was switched, or its owner starts the pup. */
	renew(id: string): void;
	close(): void;
}

/** Its kinds of jobs are declared at once, so make it before `jobs.start()`. */
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
				? // The job goes on with the last one that could be used, too.
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
