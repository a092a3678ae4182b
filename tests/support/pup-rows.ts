/** Rows of installed pups, for tests of what is decided about several of them. */
import { createHash } from 'node:crypto';
import type { Manifest } from '../../src/lib/contract/manifest.ts';
import type { PupState } from '../../src/lib/contract/pups.ts';
import type { Database } from '../../src/lib/server/db/index.ts';
import { createPupRows, createSignals, createStateMachine } from '../../src/lib/server/pups/installed/index.ts';

/** Always the same id for the same pup. */
export const idOf = (name: string) => createHash('sha256').update(name).digest('hex').slice(0, 32);

/** Makes rows, and moves them, through the machine that alone may. */
export function pupRows(database: Database) {
	const rows = createPupRows(database);
	const states = createStateMachine({ database, signals: createSignals() });
	return {
		...rows,
		transition: states.transition,
		/** @returns its id */
		admit(manifest: Manifest, state: Extract<PupState, 'installing' | 'stopped' | 'uninstalled'> = 'stopped'): string {
			const { name, version } = manifest.meta;
			const id = idOf(name);
			states.admit({
				id,
				sourceId: 's',
				sourcePath: name,
				name,
				version,
				manifest,
				enabled: true,
				keys: 'waiting',
				hostNumber: rows.freeHostNumber(),
				layers: [],
				buildKind: null,
				treeHash: null,
				origin: null,
				signature: 'unsigned',
				dev: false,
				madeFrom: null,
				folder: 'source',
				pending: null,
				pendingConfig: null,
				previous: null,
				skippedVersion: null,
				memoryLimit: null,
				pidsLimit: null,
				stopSeconds: null,
				cpuLimit: null,
				storageLimit: null,
				ioWeight: null,
				dataOwner: null,
				configSavedAt: null,
				createdAt: Date.now(),
				installedAt: null
			});
			if (state !== 'installing') states.transition(id, { kind: 'installed', values: { installedAt: 1 } });
			if (state === 'uninstalled') states.transition(id, { kind: 'uninstalled' });
			return id;
		}
	};
}
