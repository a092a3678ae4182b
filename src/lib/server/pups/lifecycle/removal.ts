/** Takes a pup away: its container and files, and in the end what is left of it. */
import type { Logger } from 'pino';
import type { Builder } from '../../build/types.ts';
import type { ContainerEngine } from '../../containers/types.ts';
import type { Jobs, Step } from '../../jobs/types.ts';
import type { Metrics } from '../../metrics/types.ts';
import type { PupContent } from '../content/index.ts';
import type { PupRows, StateMachine } from '../installed/index.ts';
import type { PupJob } from './kinds.ts';

export interface Removal {
	/** Takes the container, its layers and the copy of the source away; data and config stay. */
	step: Step<PupJob>;
	/** Removes everything that is left of a pup, the row at last. */
	purge(pupId: string): Promise<void>;
	/**
	 * Removes layers that no pup uses; none while one is being installed. Base layers stay: the
	 * next installation needs one.
	 * @returns bytes freed
	 */
	pruneLayers(): Promise<number>;
}

export function createRemoval(deps: {
	engine: ContainerEngine | null;
	builder: Builder | null;
	jobs: Jobs;
	metrics: Pick<Metrics, 'forget'>;
	rows: PupRows;
	states: StateMachine;
	content: PupContent;
	log: Logger;
}): Removal {
	const { jobs, rows, states } = deps;
	const { files, tree } = deps.content;

	const step: Step<PupJob> = {
		name: 'remove',
		title: 'Removing its container and files',
		weight: 2,
		run: async ({ input: { pupId } }) => {
			await deps.engine?.remove(pupId);
			await files.removeFolder(pupId);
			tree.forget(pupId);
			const pup = rows.find(pupId);
			if (pup && pup.state !== 'uninstalled') {
				states.transition(pupId, { kind: 'uninstalled', values: { layers: [], enabled: false } });
			}
		}
	};

	async function purge(pupId: string): Promise<void> {
		await deps.engine?.remove(pupId);
		await files.removeStorage(pupId);
		await files.removeFolder(pupId);
		tree.forget(pupId);
		deps.metrics.forget(pupId);
		states.transition(pupId, { kind: 'purged' });
		await pruneLayers();
	}

	async function pruneLayers(): Promise<number> {
		// One that is being installed uses layers that its row does not name yet.
		const installing = jobs.list({ unfinishedOnly: true, limit: 500 }).some((job) => job.kind === 'pup.install');
		if (!deps.builder || installing) return 0;
		const inUse = new Set(rows.all().flatMap((pup) => pup.layers));
		return deps.builder.prune([...inUse], { keepBases: true }).catch((error: unknown) => {
			deps.log.warn({ err: error }, 'unused layers could not be removed');
			return 0;
		});
	}

	return { step, purge, pruneLayers };
}
