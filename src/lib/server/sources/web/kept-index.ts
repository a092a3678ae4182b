/**
 * The index as last read, kept on disk: the server then only says that nothing changed, and logos
 * are found after a restart.
 */
import { mkdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import { removeUnfinished, writeFileAtomic } from '../../files/index.ts';

const keptIndex = v.object({
	format: v.literal(1),
	/** Address it was asked at. */
	location: v.string(),
	/** `ETag` and `Last-Modified` as the server gave them (RFC 9110 §8.8); empty for none. */
	etag: v.string(),
	lastModified: v.string(),
	text: v.string()
});
export type KeptIndex = Omit<v.InferOutput<typeof keptIndex>, 'format'>;

const FILE = 'index.json';

/**
 * @param folder the reader's own
 * @returns null when there is none of this location
 */
export async function readKeptIndex(folder: string, location: string): Promise<KeptIndex | null> {
	try {
		const kept = v.parse(keptIndex, JSON.parse(await readFile(join(folder, FILE), 'utf8')));
		return kept.location === location ? kept : null;
	} catch {
		return null;
	}
}

/** Keeps an index; the folder is made. */
export function keepIndex(folder: string, kept: KeptIndex): void {
	mkdirSync(folder, { recursive: true, mode: 0o700 });
	removeUnfinished(folder);
	writeFileAtomic(join(folder, FILE), JSON.stringify({ format: 1, ...kept }));
}
