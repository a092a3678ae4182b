/** Volumes: their data outlive the boxes that use them. */
import { randomBytes } from 'node:crypto';
import { BoxError, notFound } from '../../contract/errors.ts';
import type { BoxSummary } from '../../contract/boxes.ts';
import { storageRemove } from '../host/index.ts';
import type { BoxesDeps } from './deps.ts';
import { needStorage } from './roots.ts';
import type { BoxRows, VolumeRow } from './rows.ts';
import type { Boxes } from './types.ts';

/** @throws BoxError 409 `volume-used` */
function needUnused(name: string, usedBy: readonly BoxSummary['name'][]): void {
	if (usedBy.length === 0) return;
	throw new BoxError({
		code: 'volume-used',
		status: 409,
		message: `A box has the volume “${name}”.`,
		hint: 'Remove the box first.',
		fields: Object.fromEntries(usedBy.map((box) => [box, 'It has this volume.']))
	});
}

export function volumeActions(
	deps: Pick<BoxesDeps, 'host' | 'storageMissing'> & { rows: BoxRows }
): Pick<Boxes, 'volumes' | 'createVolume' | 'removeVolume'> {
	const { rows } = deps;
	const usersOf = (name: string) =>
		rows
			.all()
			.filter(({ volumes }) => volumes.some((one) => one.kind === 'volume' && one.name === name))
			.map((row) => row.name);
	const infoOf = ({ name, createdAt, labels }: VolumeRow) => ({ name, createdAt, labels, usedBy: usersOf(name) });

	return {
		volumes: () => rows.volumes.all().map(infoOf),
		createVolume({ name, labels }) {
			const there = rows.volumes.byName(name);
			if (there) return infoOf(there);
			const id = randomBytes(16).toString('hex');
			// Its folder is created for the user of the first box that uses it.
			rows.volumes.add({ id, name, labels, createdAt: Date.now(), made: false });
			return infoOf(rows.volumes.byName(name)!);
		},
		async removeVolume(name) {
			const volume = rows.volumes.byName(name);
			if (!volume) throw notFound('volume', name);
			needUnused(name, usersOf(name));
			needStorage(deps);
			// Removed first, so that it cannot be requested any more: a volume of this name would
			// be a new one.
			rows.volumes.remove(volume.id);
			try {
				await deps.host.call(storageRemove, { pupId: volume.id });
			} catch (error) {
				// Restored, so that the removal of the remains can be retried.
				if (!rows.volumes.byName(name)) rows.volumes.add(volume);
				throw error;
			}
		}
	};
}
