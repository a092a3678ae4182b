/**
 * Settings that come with an update. They lie in the row of the pup until the switch, which
 * exchanges them together with the version; an undo exchanges them back.
 */
import type { Manifest } from '../../../contract/manifest.ts';
import { checkValues, type ConfigHistory, type ConfigStore } from '../config/index.ts';
import { releaseOf, type PupRow, type Release } from '../installed/index.ts';

export interface ExchangedConfig {
	/**
	 * Checks what was given by the manifest that was fetched: it can be another than the one that
	 * was looked at.
	 * @throws BoxError 422 `invalid-input`
	 */
	check(row: PupRow, manifest: Manifest): void;
	/**
	 * Writes what was given. Call it in the transaction that writes the version.
	 * @returns what that writes beside it
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
			// What the manifest does not have stays sealed, and is refused by its name.
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
