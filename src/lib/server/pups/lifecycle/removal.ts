/** Removes a pup: its container and files, and on a purge everything else. */
import type { Logger } from 'pino';
import type { Builder } from '../../build/types.ts';
import type { ContainerEngine } from '../../containers/types.ts';
import type { Step } from '../../jobs/types.ts';
import type { PupNetwork } from '../../network/types.ts';
import type { Metrics } from '../../metrics/types.ts';
import type { PupContent } from '../content/index.ts';
import { NOTHING_LEFT, type PupRows, type StateMachine } from '../installed/index.ts';
import type { PupJob } from './kinds.ts';

export interface Removal {
	/**
	 * Removes the container and the copy of the source, and forgets the layers; data and settings
	 * stay.
	 */
	step: Step<PupJob>;
	/** Removes everything of a pup, its row last. */
	purge(pupId: string): Promise<void>;
}

export function createRemoval(deps: {
	engine: ContainerEngine | null;
	builder: Builder | null;
	metrics: Pick<Metrics, 'forget'>;
	network: Pick<PupNetwork, 'addressOf' | 'forgetTraffic'> | null;
	rows: PupRows;
	states: StateMachine;
	content: PupContent;
	log: Logger;
}): Removal {
	const { rows, states } = deps;
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
				states.transition(pupId, { kind: 'uninstalled', values: { ...NOTHING_LEFT, enabled: false } });
			}
		}
	};

	async function purge(pupId: string): Promise<void> {
		await deps.engine?.remove(pupId);
		await files.removeStorage(pupId);
		await files.removeFolder(pupId);
		tree.forget(pupId);
		deps.metrics.forget(pupId);
		const { network } = deps;
		const pup = rows.find(pupId);
		if (network && pup) await network.forgetTraffic(network.addressOf(pup.hostNumber));
		states.transition(pupId, { kind: 'purged' });
		await pruneLayers();
	}

	/**
	 * Removes unused package layers. Keeps base layers and layers that were requested within the
	 * last hour, since the next installation needs them.
	 */
	async function pruneLayers(): Promise<void> {
		const { builder } = deps;
		const old = builder?.unusedLayers().filter(({ kind, recent }) => kind !== 'base' && !recent) ?? [];
		await builder?.freeUnused(old.map(({ id }) => id)).catch((error: unknown) => {
			deps.log.warn({ err: error }, 'unused layers could not be removed');
		});
	}

	return { step, purge };
}
