/** Settings and limits: written as desired state, which the reconciler applies. */
import { askedDevices } from '../../../contract/devices.ts';
import { BoxError } from '../../../contract/errors.ts';
import { isUnwritable } from '../../../contract/system-errors.ts';
import { configDifferences } from '../../../contract/config-values.ts';
import { checkValues, OWNER, type ConfigHistory, type ConfigStore, type SavedBy } from '../config/index.ts';
import type { PupContent } from '../content/index.ts';
import type { PupsDeps } from '../deps.ts';
import { checkLimits, withLimits } from '../desired/index.ts';
import type { PupRow, PupRows, Signals } from '../installed/index.ts';
import type { LimitKind } from '../../../contract/limits.ts';
import type { BusyWith, Previews, Reconciler } from '../lifecycle/index.ts';
import type { PupMeasures } from '../measures/index.ts';
import type { PupSpaceWatch } from '../space/index.ts';
import type { Pups } from '../types.ts';
import type { PupViews } from '../view/index.ts';

export function settingsActions(
	deps: Pick<PupsDeps, 'database' | 'storageMissing' | 'log'> & {
		rows: PupRows;
		signals: Signals;
		config: ConfigStore;
		history: ConfigHistory;
		content: Pick<PupContent, 'files' | 'isComplete'>;
		reconciler: Pick<Reconciler, 'settle'>;
		busyWith: BusyWith;
		views: Pick<PupViews, 'get'>;
		previews: Pick<Previews, 'changes'>;
		/** Bytes of this host's memory. */
		totalMemory: number;
		space: Pick<PupSpaceWatch, 'bytesOf' | 'diskSize' | 'limitChanged'>;
		measures: Pick<PupMeasures, 'limitsChanged'>;
	}
): Pick<
	Pups,
	| 'configure'
	| 'configDifferences'
	| 'configHistory'
	| 'compareConfig'
	| 'restoreConfig'
	| 'planRestore'
	| 'setDevices'
	| 'setLimits'
> {
	const {
		database,
		rows,
		signals,
		config,
		history,
		previews,
		content,
		reconciler,
		busyWith,
		views,
		totalMemory,
		space,
		log
	} = deps;

	/**
	 * Writes the settings to the pup's storage. Where the disk is full, its next start writes them.
	 */
	async function writeConfig(row: PupRow): Promise<void> {
		try {
			await content.files.writeConfig(row.id, config.opened(row));
		} catch (error) {
			if (!isUnwritable(error)) throw error;
			log.warn({ pup: row.id, err: error }, 'the settings of a pup could not be written to its storage yet');
		}
	}

	async function save(row: PupRow, changes: ReadonlyMap<string, string | null>, by: SavedBy) {
		const { id } = row;
		database.transaction(() => {
			history.beforeSaving(row);
			config.write(row, changes);
			rows.set(id, { configSavedAt: Date.now() });
			history.record(row, by);
			signals.publish('changed', id);
		});
		// A running installation writes the file itself. Without the disk with its data, the next
		// start does.
		const onDisk = row.state !== 'uninstalled' && row.state !== 'installing' && content.isComplete(row);
		if (onDisk && (deps.storageMissing?.() ?? null) === null) await writeConfig(row);
		await reconciler.settle(id, 'owner');
		return { job: busyWith(id), pup: views.get(id) };
	}

	/** The settings that these changes would alter. */
	function differences(row: PupRow, changes: ReadonlyMap<string, string | null>) {
		const now = config.opened(row);
		const then = new Map(now);
		for (const [field, text] of changes) then.set(field, text ?? '');
		return configDifferences(row.manifest, now, then);
	}

	return {
		async configure(id, values, by = OWNER) {
			const row = rows.get(id);
			return save(row, checkValues(row.manifest, values), by);
		},
		configDifferences(id, values) {
			const row = rows.get(id);
			return differences(row, checkValues(row.manifest, values));
		},
		configHistory: (id) => history.list(rows.get(id)),
		compareConfig(id, from, to) {
			const row = rows.get(id);
			const other = to === null ? config.opened(row) : history.values(row, to);
			return configDifferences(row.manifest, history.values(row, from), other);
		},
		async restoreConfig(id, version, by = OWNER) {
			const row = rows.get(id);
			const changes = history.changesTo(row, version);
			return { differences: differences(row, changes), ...(await save(row, changes, by)) };
		},
		async planRestore(id, version) {
			const row = rows.get(id);
			const changes = history.changesTo(row, version);
			return { differences: differences(row, changes), plan: await previews.changes(id, changes) };
		},
		async setDevices(id, nodes) {
			const row = rows.get(id);
			const asked = askedDevices(row.manifest.container).map(({ node }) => node);
			const other = nodes.find((node) => !asked.includes(node));
			if (other !== undefined) {
				throw new BoxError({
					code: 'not-asked-for',
					status: 422,
					message: `${row.name} does not ask for the device ${other}.`,
					hint: asked.length > 0 ? `It asks for ${asked.join(', ')}.` : 'It asks for none.'
				});
			}
			database.transaction(() => {
				rows.set(id, { devices: asked.filter((node) => nodes.includes(node)) });
				signals.publish('changed', id);
			});
			await reconciler.settle(id, 'owner');
			return { job: busyWith(id), pup: views.get(id) };
		},
		async setLimits(id, change) {
			const row = rows.get(id);
			checkLimits(change, {
				totalMemory,
				disk: space.diskSize(),
				used: space.bytesOf(id),
				storageLimit: row.storageLimit
			});
			const { memoryLimit, pidsLimit, cpuLimit, stopSeconds, storageLimit, ioWeight } = withLimits(row, change);
			const changed: LimitKind[] = [];
			if (memoryLimit !== row.memoryLimit) changed.push('memory', 'pids');
			if (pidsLimit !== row.pidsLimit) changed.push('pids');
			if (storageLimit !== row.storageLimit) changed.push('storage');
			database.transaction(() => {
				deps.measures.limitsChanged(id, changed);
				rows.set(id, { memoryLimit, pidsLimit, cpuLimit, stopSeconds, storageLimit, ioWeight });
				signals.publish('changed', id);
			});
			await reconciler.settle(id, 'owner');
			if (storageLimit !== row.storageLimit) await space.limitChanged(id);
			return views.get(id);
		}
	};
}
