/**
 * Sources that nobody has to add: the built-in folder, and the official source, which is listed
 * once.
 */
import * as v from 'valibot';
import type { Database } from '../db/index.ts';
import { readLocation, sourceIdOf } from './location.ts';
import type { SourceRows } from './rows.ts';

/**
 * The official source that was already listed. It does not come back after its removal by the
 * owner.
 */
const OFFICIAL_KEY = 'sources.official';
/** Defaults of a source without choices of the owner. */
const PLAIN = {
	credentials: null,
	account: null,
	publicKey: null,
	customName: null,
	lastSeenAt: null,
	lastError: null
};

/**
 * Writes the row of the built-in source.
 * @param location folder with the built-in pups
 */
export function listBuiltin(database: Database, rows: SourceRows, location: string): void {
	const id = sourceIdOf('builtin');
	const builtin = { kind: 'builtin' as const, location };
	database.transaction(() => {
		// The program may have moved. A row with the same location must not block the new one.
		const other = rows.at(location);
		if (other && other.id !== id) rows.remove(other.id);
		if (rows.get(id)) return void rows.set(id, builtin);
		rows.insert({ ...PLAIN, ...builtin, id, name: 'Built-in', addedAt: 0 });
	});
}

/**
 * Lists the official source once in the life of this box.
 * @returns its id, whether it is still listed or not
 */
export async function listOfficial(database: Database, rows: SourceRows, where: string): Promise<string> {
	const { kind, location, id } = await readLocation(where);
	if (database.settings.get(OFFICIAL_KEY, v.string()) === id) return id;
	database.transaction(() => {
		database.settings.set(OFFICIAL_KEY, id);
		if (rows.get(id) || rows.at(location)) return;
		rows.insert({ ...PLAIN, id, kind, location, name: 'Dogebox pups', addedAt: 1 });
	});
	return id;
}
