import type Sqlite from 'better-sqlite3';
import * as v from 'valibot';

/** Small facts about the box, one JSON value each. Every write is durable when the call returns. */
export interface Settings {
	/**
	 * The value under `key`, checked against `schema`.
	 * @returns null when it was never set, or when what is stored no longer fits the schema
	 */
	get<T>(key: string, schema: v.GenericSchema<unknown, T>): T | null;
	/** The value under `key` as it is stored; undefined when it was never set. */
	raw(key: string): unknown;
	/** Stores any JSON value; part of the running transaction, if there is one. */
	set(key: string, value: unknown): void;
	/** Forgets a key; does nothing when it is not there. */
	remove(key: string): void;
}

/** Settings over the table `settings`. */
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
