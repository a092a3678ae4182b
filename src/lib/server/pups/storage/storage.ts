/** Files in pups' storages, and in the data folders of their images. */
import { BoxError } from '../../../contract/errors.ts';
import { storageFiles } from '../../host/index.ts';
import { createStoredFiles } from '../../stored-files/index.ts';
import type { PupFiles } from '../../stored-files/types.ts';
import type { SpaceWatch } from '../../system/index.ts';
import type { PupsDeps } from '../deps.ts';
import type { PupRow, PupRows } from '../installed/index.ts';
import { hostCannotRun } from '../refusals.ts';
import type { PupSpaceWatch } from '../space/index.ts';

type Deps = Pick<PupsDeps, 'host' | 'engine' | 'facts'> & {
	rows: Pick<PupRows, 'get'>;
	/** Folders inside a pup in which its image keeps data. */
	volumesOf: (row: PupRow) => readonly string[];
	space: Pick<SpaceWatch, 'diskOf'>;
	usage: Pick<PupSpaceWatch, 'bytesOf' | 'refresh'>;
};

export function createPupStorage(deps: Deps): PupFiles {
	const { rows, host, space, usage, volumesOf } = deps;
	const transfers = new Map<string, number>();
	/** @param volume null: the storage */
	const files = (volume: string | null) =>
		createStoredFiles({
			owner(id) {
				const row = rows.get(id);
				if (!deps.engine) throw hostCannotRun(deps);
				if (volume !== null && !volumesOf(row).includes(volume)) throw noVolume(volume, row.name);
				return { id, limit: row.storageLimit };
			},
			open: async (pupId, request, signal) =>
				host.open(storageFiles, { pupId, request, ...(volume !== null && { volume }) }, { signal }),
			space,
			usage: { bytesOf: (id) => usage.bytesOf(id) ?? null, refresh: (id) => void usage.refresh(id) },
			transfers,
			words: {
				place: volume ?? 'the storage',
				owner: 'the pup',
				top: volume ?? '/storage',
				overLimit: {
					code: 'storage-limit',
					limit: 'the storage limit of this pup',
					hint: 'Give it more storage among its limits, or delete files that it does not need.'
				}
			}
		});
	return { ...files(null), volume: files };
}

function noVolume(volume: string, pup: string): BoxError {
	return new BoxError({
		code: 'no-such-file',
		status: 404,
		message: `The image of ${pup} keeps no data in ${volume}.`,
		hint: 'The page “Files” of the pup lists the folders with its data.'
	});
}
