/** Files of boxes, running or not. */
import { conflict } from '../../contract/errors.ts';
import { createStoredFiles } from '../stored-files/index.ts';
import type { StoredFiles } from '../stored-files/types.ts';
import type { BoxesDeps } from './deps.ts';
import type { DiskUsage } from './disk-usage.ts';
import type { BoxMemory } from './exits.ts';
import { needStorage, type BoxRoots } from './roots.ts';
import type { BoxRows } from './rows.ts';
import type { BoxRunning } from './running.ts';

export function createBoxFiles(
	deps: Pick<BoxesDeps, 'space' | 'storageMissing'> & {
		rows: BoxRows;
		roots: BoxRoots;
		running: BoxRunning;
		memory: BoxMemory;
		disks: DiskUsage;
	}
): StoredFiles {
	const { rows, roots, running, memory, disks, space } = deps;
	return createStoredFiles({
		owner(box) {
			const row = rows.get(box);
			running.engine();
			if (row.state === 'creating' || !roots.complete(row)) {
				throw conflict('wrong-state', `${row.name} has no files yet.`, 'Wait until it is created, or start it.');
			}
			needStorage(deps);
			return { id: row.id, limit: row.diskLimit };
		},
		async open(id, request, signal, volumes) {
			// A request on its files counts as use, so that the box is not stopped as idle.
			const over = memory.use(id);
			try {
				const channel = await running.engine().files(await running.spec(rows.get(id)), request, { volumes, signal });
				channel.result.then(over, over);
				return channel;
			} catch (error) {
				over();
				throw error;
			}
		},
		space,
		// Usage that the filesystem does not track is measured rarely.
		usage: { bytesOf: (id) => disks.of(id), refresh: () => {} },
		words: {
			place: 'the box',
			owner: 'the box',
			top: '/',
			overLimit: {
				code: 'disk-limit',
				limit: 'the disk limit of this box',
				hint: 'Give it a larger disk, or delete files that it does not need.'
			}
		}
	});
}
