/** Files in pups' storages. */
import { storageFiles } from '../../host/index.ts';
import { createStoredFiles } from '../../stored-files/index.ts';
import type { StoredFiles } from '../../stored-files/types.ts';
import type { SpaceWatch } from '../../system/index.ts';
import type { PupsDeps } from '../deps.ts';
import type { PupRows } from '../installed/index.ts';
import { hostCannotRun } from '../refusals.ts';
import type { PupSpaceWatch } from '../space/index.ts';

type Deps = Pick<PupsDeps, 'host' | 'engine' | 'facts'> & {
	rows: Pick<PupRows, 'get'>;
	space: Pick<SpaceWatch, 'diskOf'>;
	usage: Pick<PupSpaceWatch, 'bytesOf' | 'refresh'>;
};

export function createPupStorage(deps: Deps): StoredFiles {
	const { rows, host, space, usage } = deps;
	return createStoredFiles({
		owner(id) {
			const { storageLimit: limit } = rows.get(id);
			if (!deps.engine) throw hostCannotRun(deps);
			return { id, limit };
		},
		open: async (pupId, request, signal) => host.open(storageFiles, { pupId, request }, { signal }),
		space,
		usage: { bytesOf: (id) => usage.bytesOf(id) ?? null, refresh: (id) => void usage.refresh(id) },
		words: {
			place: 'the storage',
			owner: 'the pup',
			top: '/storage',
			overLimit: {
				code: 'storage-limit',
				limit: 'the storage limit of this pup',
				hint: 'Give it more storage among its limits, or delete files that it does not need.'
			}
		}
	});
}
