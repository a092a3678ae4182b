/**
 * History of a pup's configuration. Each saved configuration is kept, with its secrets sealed like
 * the current ones.
 */
import { and, asc, desc, eq, lte, sql } from 'drizzle-orm';
import { VERSIONS_KEPT, type ConfigVersion, type SavedBy as Saver } from '../../../contract/config.ts';
import { coerce, configDifferences, type StoredValues } from '../../../contract/config-values.ts';
import { isBoxError, notFound } from '../../../contract/errors.ts';
import { configFields } from '../../../contract/manifest.ts';
import { tables, type Database } from '../../db/index.ts';
import type { PupRow } from '../installed/index.ts';
import type { ConfigStore } from './store.ts';
import type { ConfigValues } from './values.ts';

/** Who saved a configuration. */
export interface SavedBy {
	actor: Saver;
	/** Name of the API token. */
	actorName: string | null;
}

/** The default: the owner. */
export const OWNER: SavedBy = { actor: 'owner', actorName: null };

type Row = Pick<PupRow, 'id' | 'manifest' | 'configSavedAt' | 'installedAt' | 'createdAt'>;

export interface ConfigHistory {
	/**
	 * Keeps the pup's current configuration as a version, if it differs from the newest one. Call
	 * it within the transaction that saves, after `beforeSaving`.
	 */
	record(row: Row, by: SavedBy): void;
	/**
	 * Keeps the configuration since the pup's installation as the first version, where none exists
	 * yet.
	 */
	beforeSaving(row: Row): void;
	/**
	 * Newest first. Opens no secret: a secret that was saved unchanged keeps its sealed text, so
	 * equal texts mean equal secrets in successive versions.
	 */
	list(row: Row): ConfigVersion[];
	/** Values in plain text, of fields that the manifest still has. @throws BoxError 404 */
	values(row: Row, version: number): Map<string, string>;
	/**
	 * The changes that restore a version's values: text by field, null removes. Values that the
	 * manifest does not accept any more are left unchanged.
	 * @throws BoxError 404
	 */
	changesTo(row: Row, version: number): Map<string, string | null>;
}

export function createConfigHistory({
	database,
	config
}: {
	database: Database;
	config: Pick<ConfigStore, 'stored' | 'open' | 'opened'>;
}): ConfigHistory {
	const { db } = database;
	const table = tables.pupConfigVersions;
	type Kept = typeof table.$inferSelect;

	const ofPup = db
		.select()
		.from(table)
		.where(eq(table.pupId, sql.placeholder('pupId')))
		.orderBy(asc(table.version))
		.prepare();

	const newestOf = db
		.select()
		.from(table)
		.where(eq(table.pupId, sql.placeholder('pupId')))
		.orderBy(desc(table.version))
		.limit(1)
		.prepare();

	const asStored = ({ values }: Kept): StoredValues =>
		new Map(values.map(([field, value, sealed]) => [field, { value, sealed }]));
	const openedOf = (row: Row, kept: Kept) => config.open(row, asStored(kept));
	/**
	 * Opens values for a comparison. Secrets that cannot be opened since the key file was replaced
	 * stay sealed. The result must not be given to anybody.
	 */
	function toCompare(row: Row, values: StoredValues): ConfigValues {
		try {
			return config.open(row, values);
		} catch (error) {
			if (!isBoxError(error) || error.code !== 'sealed-unreadable') throw error;
			return sealedOf(values);
		}
	}
	/** The stored texts; secrets stay sealed. */
	const sealedOf = (values: StoredValues): ConfigValues =>
		new Map([...values].map(([field, { value }]) => [field, value]));
	const nowOf = (row: Row) => toCompare(row, config.stored(row.id));
	const differ = ({ manifest }: Row, one: ConfigValues, other: ConfigValues) =>
		configDifferences(manifest, one, other).length > 0;

	function find({ id }: Row, version: number): Kept {
		const kept = db
			.select()
			.from(table)
			.where(and(eq(table.pupId, id), eq(table.version, version)))
			.get();
		if (!kept) throw notFound('saved configuration', String(version));
		return kept;
	}

	function write(row: Row, version: number, savedAt: number, by: SavedBy): void {
		const values: Kept['values'] = [...config.stored(row.id)].map(([field, { value, sealed }]) => [
			field,
			value,
			sealed
		]);
		db.insert(table)
			.values({ pupId: row.id, version, savedAt, savedBy: by.actor, savedByName: by.actorName, values })
			.run();
		db.delete(table)
			.where(and(eq(table.pupId, row.id), lte(table.version, version - VERSIONS_KEPT)))
			.run();
	}

	return {
		record(row, by) {
			const newest = newestOf.get({ pupId: row.id });
			if (newest && !differ(row, toCompare(row, asStored(newest)), nowOf(row))) return;
			write(row, (newest?.version ?? 0) + 1, Date.now(), by);
		},
		beforeSaving(row) {
			if (config.stored(row.id).size === 0 || newestOf.get({ pupId: row.id })) return;
			const since = row.configSavedAt ?? row.installedAt ?? row.createdAt;
			write(row, 1, since, { actor: 'box', actorName: null });
		},
		list(row) {
			const now = sealedOf(config.stored(row.id));
			let before: ConfigValues = new Map();
			const all = ofPup.all({ pupId: row.id });
			const versions = all.map((kept): ConfigVersion => {
				const values = sealedOf(asStored(kept));
				const changed = configDifferences(row.manifest, before, values).map(({ label }) => label);
				before = values;
				const { version, savedAt, savedBy, savedByName } = kept;
				return { version, savedAt, savedBy, savedByName, changed, current: !differ(row, values, now) };
			});
			// Several versions may have the current values; the newest of them counts as current.
			let current = versions.findLastIndex((one) => one.current);
			const newest = all.at(-1);
			// Earlier versions of Dogebox sealed an unchanged secret again when it was saved.
			if (current < 0 && newest && !differ(row, toCompare(row, asStored(newest)), nowOf(row))) current = all.length - 1;
			return versions.map((one, index) => ({ ...one, current: index === current })).reverse();
		},
		values: (row, version) => openedOf(row, find(row, version)),
		changesTo(row, version) {
			const then = openedOf(row, find(row, version));
			const now = config.opened(row);
			const changes = new Map<string, string | null>();
			for (const field of configFields(row.manifest)) {
				const text = then.get(field.name) ?? '';
				if (text === (now.get(field.name) ?? '')) continue;
				if (text.trim() === '' && field.required) continue;
				const taken = coerce(field, text);
				if ('text' in taken) changes.set(field.name, then.has(field.name) ? taken.text : null);
			}
			return changes;
		}
	};
}
