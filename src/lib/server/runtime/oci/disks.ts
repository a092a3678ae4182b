/** Container roots on the disk. */
import { diskCopy, diskRemove, storageLimit, storageUsage, type Host } from '../../host/index.ts';
import type { CopyOptions, DiskPlace, Runtime } from '../types.ts';
import type { ContainerFiles } from './files.ts';

export interface Disks {
	calls: Pick<Runtime, 'copyDisk' | 'removeSnapshot' | 'diskBytes' | 'setDiskLimit'>;
	/** Removes a root with its snapshots. A root that does not exist is no error. */
	remove(id: string): Promise<void>;
}

/**
 * @param locks serialises changes of the same container
 * @param files aborts requests on a root's files before the root is copied or replaced
 */
export function createDisks(
	host: Host,
	locks: <T>(id: string, work: () => Promise<T>) => Promise<T>,
	files: Pick<ContainerFiles, 'cutOff'>
): Disks {
	const copy = async (from: DiskPlace, to: DiskPlace, { signal, onProgress }: CopyOptions) => {
		const onLine = (line: string) => {
			const [bytes = 0, of = 0] = line.split(' ').map(Number);
			onProgress?.({ bytes, of });
		};
		await host.call(diskCopy, { from, to }, { signal, onLine });
	};
	const calls: Disks['calls'] = {
		copyDisk(from, to, options = {}) {
			// Locks are taken in one fixed order; otherwise two copies could wait for each other.
			const [first, second] = [from.id, to.id].sort() as [string, string];
			const work = async () => {
				// Requests on its files end first: they could change a root during the copy, and a
				// mounted root cannot be replaced.
				for (const { id, snapshot } of [from, to]) if (snapshot === null) await files.cutOff(id);
				await copy(from, to, options);
			};
			return locks(first, () => (first === second ? work() : locks(second, work)));
		},
		removeSnapshot: (id, snapshot) =>
			locks(id, async () => {
				await host.call(diskRemove, { id, snapshot });
			}),
		async diskBytes(id, signal) {
			return (await host.call(storageUsage, { pupId: id, files: false }, { signal })).bytes;
		},
		setDiskLimit: (id, bytes) => host.call(storageLimit, { pupId: id, limits: { bytes, files: null } })
	};
	return {
		calls,
		async remove(id) {
			await host.call(diskRemove, { id, snapshot: null });
		}
	};
}
