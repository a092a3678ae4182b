/** Roots of containers that lie on the disk. */
import { diskCopy, diskRemove, storageLimit, storageUsage, type Host } from '../../host/index.ts';
import type { CopyOptions, DiskPlace, Runtime } from '../types.ts';
import type { ContainerFiles } from './files.ts';

export interface Disks {
	calls: Pick<Runtime, 'copyDisk' | 'removeSnapshot' | 'diskBytes' | 'setDiskLimit'>;
	/** Removes a root with its snapshots. Nothing there is no error. */
	remove(id: string): Promise<void>;
}

/**
 * @param locks runs what changes one container after what came before
 * @param files those that are at a root's files are cut off before it is copied or replaced
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
			// In one order, or two copies could wait for each other.
			const [first, second] = [from.id, to.id].sort() as [string, string];
			const work = async () => {
				// A copy is of one moment, and what stands is neither copied so nor replaced.
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
