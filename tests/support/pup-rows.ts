/** Rows of installed pups, for tests of decisions about several of them. */
import { createHash } from 'node:crypto';
import type { Manifest } from '../../src/lib/contract/manifest.ts';
import type { PupState } from '../../src/lib/contract/pups.ts';
import type { Database } from '../../src/lib/server/db/index.ts';
import { createPupRows, createSignals, createStateMachine } from '../../src/lib/server/pups/installed/index.ts';
import { pupRow } from './pup-row.ts';

/** The same name always gives the same id. */
export const idOf = (name: string) => createHash('sha256').update(name).digest('hex').slice(0, 32);

/** Creates rows and changes their state, through the state machine that alone may do that. */
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
				...pupRow(id, manifest),
				sourcePath: name,
				name,
				version,
				hostNumber: rows.freeHostNumber(),
				createdAt: Date.now()
			});
			if (state !== 'installing') states.transition(id, { kind: 'installed', values: { installedAt: 1 } });
			if (state === 'uninstalled') states.transition(id, { kind: 'uninstalled' });
			return id;
		}
	};
}
