/**
 * Stores the last index on disk. The server then only has to answer that it is unchanged, and logos
 * are found after a restart.
 */
import { mkdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import { removeUnfinished, writeFileAtomic } from '../../files/index.ts';

const keptIndex = v.object({
	format: v.literal(1),
	/** Address that it was fetched from. */
	location: v.string(),
	/** `ETag` and `Last-Modified` of the server's answer (RFC 9110 §8.8); empty for none. */
	etag: v.string(),
	lastModified: v.string(),
	text: v.string()
});
export type KeptIndex = Omit<v.InferOutput<typeof keptIndex>, 'format'>;

const FILE = 'index.json';

/**
 * @param folder the reader's own
 * @returns null where none is stored for this location
 */
export async function readKeptIndex(folder: string, location: string): Promise<KeptIndex | null> {
	try {
		const kept = v.parse(keptIndex, JSON.parse(await readFile(join(folder, FILE), 'utf8')));
		return kept.location === location ? kept : null;
	} catch {
		return null;
	}
}

/** Stores an index; creates the folder. */
export function keepIndex(folder: string, kept: KeptIndex): void {
	mkdirSync(folder, { recursive: true, mode: 0o700 });
	removeUnfinished(folder);
	writeFileAtomic(join(folder, FILE), JSON.stringify({ format: 1, ...kept }));
}
