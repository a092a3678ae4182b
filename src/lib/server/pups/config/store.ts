/** Config values in the database: password fields sealed, everything else as text. */
import { and, eq, sql } from 'drizzle-orm';
import type { StoredValues } from '../../../contract/config-values.ts';
import { isBoxError } from '../../../contract/errors.ts';
import { configFields } from '../../../contract/manifest.ts';
import { tables, type Database } from '../../db/index.ts';
import type { Sealer } from '../../keys/index.ts';
import { missingDefaults } from './values.ts';
import type { PupRow, StoredChange } from '../installed/index.ts';

export interface ConfigStore {
	/** Values as stored; secrets stay sealed. */
	stored(pupId: string): StoredValues;
	/**
	 * Values in plain text, of fields that the manifest still has. Only for the pup's own files and
	 * environment.
	 */
	opened(row: Pick<PupRow, 'id' | 'manifest'>): Map<string, string>;
	/** Opens values that were read from the database before. */
	open(row: Pick<PupRow, 'id' | 'manifest'>, stored: StoredValues): Map<string, string>;
	/**
	 * Prepares changes (null removes) for storing: seals secrets. An unchanged secret keeps its
	 * sealed text, so that versions can be compared without opening them.
	 */
	seal(row: Pick<PupRow, 'id' | 'manifest'>, changes: ReadonlyMap<string, string | null>): StoredChange[];
	/** Writes changes of {@link seal}. @returns the changes that restore the previous values */
	exchange(pupId: string, changes: readonly StoredChange[]): StoredChange[];
	/** Writes changes (null removes). */
	write(row: Pick<PupRow, 'id' | 'manifest'>, changes: ReadonlyMap<string, string | null>): void;
	/** Writes the manifest's defaults for fields without a value. */
	fillDefaults(row: Pick<PupRow, 'id' | 'manifest'>): void;
}

export function createConfigStore({ database, sealer }: { database: Database; sealer: Sealer }): ConfigStore {
	const { db } = database;
	const table = tables.pupConfig;
	const contextOf = (pupId: string, field: string) => `pup/${pupId}/${field}`;

	// Prepared, because every published change of a pup runs it.
	const ofPup = db
		.select()
		.from(table)
		.where(eq(table.pupId, sql.placeholder('pupId')))
		.prepare();

	function stored(pupId: string): StoredValues {
		const rows = ofPup.all({ pupId });
		return new Map(rows.map(({ field, value, sealed }) => [field, { value, sealed }]));
	}

	/** Null where the value was sealed with another key. */
	function openedAs(pupId: string, field: string, value: string): string | null {
		try {
			return sealer.open(value, contextOf(pupId, field));
		} catch (error) {
			if (!isBoxError(error) || error.code !== 'sealed-unreadable') throw error;
			return null;
		}
	}

	const seal: ConfigStore['seal'] = ({ id, manifest }, changes) => {
		const secret = new Set(configFields(manifest).flatMap((field) => (field.type === 'password' ? [field.name] : [])));
		const before = stored(id);
		return [...changes].map(([field, text]): StoredChange => {
			const sealed = secret.has(field);
			if (text === null || (sealed && text.trim() === '')) return [field, null, sealed];
			if (!sealed) return [field, text, false];
			const was = before.get(field);
			const same = was?.sealed === true && openedAs(id, field, was.value) === text;
			return [field, same ? was.value : sealer.seal(text, contextOf(id, field)), true];
		});
	};

	const exchange: ConfigStore['exchange'] = (pupId, changes) =>
		database.transaction(() => {
			const before = stored(pupId);
			for (const [field, value, sealed] of changes) {
				if (value === null) {
					db.delete(table)
						.where(and(eq(table.pupId, pupId), eq(table.field, field)))
						.run();
					continue;
				}
				db.insert(table)
					.values({ pupId, field, value, sealed })
					.onConflictDoUpdate({ target: [table.pupId, table.field], set: { value, sealed } })
					.run();
			}
			return changes.map(([field]): StoredChange => {
				const was = before.get(field);
				return [field, was?.value ?? null, was?.sealed ?? false];
			});
		});

	const write: ConfigStore['write'] = (row, changes) => void exchange(row.id, seal(row, changes));

	function open({ id, manifest }: Pick<PupRow, 'id' | 'manifest'>, values: StoredValues): Map<string, string> {
		const known = new Set(configFields(manifest).map((field) => field.name));
		const opened = new Map<string, string>();
		for (const [field, { value, sealed }] of values) {
			if (known.has(field)) opened.set(field, sealed ? sealer.open(value, contextOf(id, field)) : value);
		}
		return opened;
	}

	return {
		stored,
		seal,
		exchange,
		write,
		open,
		opened: (row) => open(row, stored(row.id)),
		fillDefaults(row) {
			write(row, missingDefaults(row.manifest, stored(row.id)));
		}
	};
}
