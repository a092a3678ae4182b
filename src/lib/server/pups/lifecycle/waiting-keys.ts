/**
 * Keys of pups that were installed while the key manager was locked. They are written once it is
 * unlocked.
 */
import type { PupsDeps } from '../deps.ts';
import type { PupFiles } from '../content/index.ts';
import type { PupRow, PupRows, Signals } from '../installed/index.ts';
import type { BusyWith } from './busy.ts';

/** @returns a function that writes the keys of a pup that waits for them */
export function createWaitingKeys(
	deps: Pick<PupsDeps, 'keyring' | 'storageMissing'> & {
		rows: PupRows;
		signals: Signals;
		files: PupFiles;
		busyWith: BusyWith;
	}
): (row: PupRow) => Promise<void> {
	return async (row) => {
		if (row.keys !== 'waiting' || row.state === 'uninstalled' || deps.keyring.locked()) return;
		// The running job writes them itself.
		if (deps.busyWith(row.id) || (deps.storageMissing?.() ?? null) !== null) return;
		if (await deps.files.writeKeys(row.id)) {
			deps.rows.set(row.id, { keys: 'made' });
			deps.signals.publish('changed', row.id);
		}
	};
}
