/** Settings and limits: written down as wanted; the reconciler takes them over. */
import { checkValues, type ConfigStore } from '../config/index.ts';
import type { PupContent } from '../content/index.ts';
import type { PupsDeps } from '../deps.ts';
import { checkLimits, withLimits } from '../desired/index.ts';
import type { PupRows, Signals } from '../installed/index.ts';
import type { BusyWith, Reconciler } from '../lifecycle/index.ts';
import type { Pups } from '../types.ts';
import type { PupViews } from '../view/index.ts';

export function settingsActions(
	deps: Pick<PupsDeps, 'database' | 'storageMissing'> & {
		rows: PupRows;
		signals: Signals;
		config: ConfigStore;
		content: Pick<PupContent, 'files' | 'isComplete'>;
		reconciler: Pick<Reconciler, 'settle'>;
		busyWith: BusyWith;
		views: Pick<PupViews, 'get'>;
		/** Bytes of this host. */
		totalMemory: number;
	}
): Pick<Pups, 'configure' | 'setLimits'> {
	const { database, rows, signals, config, content, reconciler, busyWith, views, totalMemory } = deps;

	return {
		async configure(id, values) {
			const row = rows.get(id);
			const changes = checkValues(row.manifest, values);
			database.transaction(() => {
				config.write(row, changes);
				rows.set(id, { configSavedAt: Date.now() });
				signals.publish('changed', id);
			});
			// What is installing writes the file itself; without the disk with its data the next
			// start does.
			const onDisk = row.state !== 'uninstalled' && row.state !== 'installing' && content.isComplete(row);
			if (onDisk && (deps.storageMissing?.() ?? null) === null) await content.files.writeConfig(id, config.opened(row));
			await reconciler.settle(id, 'owner');
			return { job: busyWith(id), pup: views.get(id) };
		},
		async setLimits(id, change) {
			const row = rows.get(id);
			checkLimits(change, totalMemory);
			const { memoryLimit, pidsLimit, cpuLimit, stopSeconds } = withLimits(row, change);
			database.transaction(() => {
				rows.set(id, { memoryLimit, pidsLimit, cpuLimit, stopSeconds });
				signals.publish('changed', id);
			});
			await reconciler.settle(id, 'owner');
			return views.get(id);
		}
	};
}
