import type Sqlite from 'better-sqlite3';
import * as v from 'valibot';

/** Small facts about the box, one JSON value each. Every write is durable when the call returns. */
export interface Settings {
	/**
	 * The value of `key`, validated against `schema`.
	 * @returns null where it was never set, or where the stored value does not match the schema
	 */
	get<T>(key: string, schema: v.GenericSchema<unknown, T>): T | null;
	/** The stored value of `key`; undefined where it was never set. */
	raw(key: string): unknown;
	/** Stores any JSON value, as part of the running transaction if there is one. */
	set(key: string, value: unknown): void;
	/** Removes a key; does nothing where it does not exist. */
	remove(key: string): void;
}

/** Settings in the table `settings`. */
export function createSettings(sqlite: Sqlite.Database): Settings {
	const read = sqlite.prepare<[string], { value: string }>('SELECT value FROM settings WHERE key = ?');
	const write = sqlite.prepare<[string, string]>(
		'INSERT INTO settings (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value'
	);
	const erase = sqlite.prepare<[string]>('DELETE FROM settings WHERE key = ?');
	const raw = (key: string): unknown => {
		const row = read.get(key);
		return row && JSON.parse(row.value);
	};
	return {
		raw,
		get(key, schema) {
			const value = raw(key);
			if (value === undefined) return null;
			const parsed = v.safeParse(schema, value);
			return parsed.success ? parsed.output : null;
		},
		set(key, value) {
			write.run(key, JSON.stringify(value ?? null));
		},
		remove(key) {
			erase.run(key);
		}
	};
}
