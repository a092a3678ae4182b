/**
 * Settings that an update includes. They are stored in the pup's row until the switch, which
 * replaces them together with the version. An undo restores the previous ones.
 */
import type { Manifest } from '../../../contract/manifest.ts';
import { checkValues, type ConfigHistory, type ConfigStore } from '../config/index.ts';
import { releaseOf, type PupRow, type Release } from '../installed/index.ts';

export interface ExchangedConfig {
	/**
	 * Checks the supplied values against the fetched manifest, which may differ from the one that
	 * was shown.
	 * @throws BoxError 422 `invalid-input`
	 */
	check(row: PupRow, manifest: Manifest): void;
	/**
	 * Writes the supplied values. Call it in the transaction that writes the version.
	 * @returns values to be written to the row
	 */
	take(row: PupRow, next: Release): Partial<PupRow>;
	/** Undoes {@link take}. */
	restorePrevious(row: PupRow, back: Release): Partial<PupRow>;
}

export function createExchangedConfig({
	config,
	history
}: {
	config: Pick<ConfigStore, 'open' | 'exchange' | 'fillDefaults'>;
	history: Pick<ConfigHistory, 'beforeSaving' | 'record'>;
}): ExchangedConfig {
	return {
		check({ id, pendingConfig }, manifest) {
			if (!pendingConfig) return;
			const { changes } = pendingConfig;
			const given = changes.flatMap(([field, value, sealed]) =>
				value === null ? [] : [[field, { value, sealed }] as const]
			);
			const opened = config.open({ id, manifest }, new Map(given));
			// Values of fields that the manifest lacks stay sealed, and are refused by their name.
			const all = new Map([...changes.map(([field, value]) => [field, value] as const), ...opened]);
			checkValues(manifest, Object.fromEntries(all));
		},
		take(row, release) {
			const { id, pendingConfig: given, configSavedAt } = row;
			if (!given) return {};
			history.beforeSaving(row);
			const next = { ...row, ...releaseOf(release), configSavedAt: Date.now() };
			const changes = config.exchange(id, given.changes);
			config.fillDefaults(next);
			history.record(next, given.by);
			return {
				configSavedAt: next.configSavedAt,
				pendingConfig: { changes, savedAt: configSavedAt, by: given.by }
			};
		},
		restorePrevious(row, release) {
			const { id, pendingConfig: given } = row;
			if (!given) return {};
			config.exchange(id, given.changes);
			history.record({ ...row, ...releaseOf(release) }, { actor: 'box', actorName: null });
			return { configSavedAt: given.savedAt, pendingConfig: null };
		}
	};
}
