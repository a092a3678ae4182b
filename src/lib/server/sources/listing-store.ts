/**
 * What a source offered when it was last read, kept on disk so that the store is whole right after
 * a start, also offline.
 */
import { mkdirSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import * as v from 'valibot';
import { manifestSchema } from '../../contract/manifest.ts';
import { writeFileAtomic } from '../files/index.ts';
import type { SourceListing } from './types.ts';

/** Raised when the shape changes: older files are then read again from their source. */
const FORMAT = 1;
/** Bytes; 500 pups with 20 versions of 6 kB each. */
const MAX_BYTES = 64 * 1024 * 1024;

const text = v.string();
const outside = v.object({
	format: v.literal(FORMAT),
	name: text,
	pups: v.array(v.object({ name: text, versions: v.pipe(v.array(v.unknown()), v.minLength(1)) })),
	unreadable: v.array(v.object({ location: text, reason: text })),
	conflicts: v.array(v.object({ name: text, version: text, taken: text, left: v.array(text) })),
	signed: v.record(text, v.object({ text, signature: text }))
});
const listedVersion = v.object({
	version: text,
	manifest: manifestSchema,
	warnings: v.array(text),
	sourcePath: text,
	origin: text,
	ref: text,
	identity: text,
	treeHash: v.nullable(text),
	updatedAt: v.nullable(v.number()),
	problem: v.nullable(text)
});

/**
 * Keeps a listing.
 * @param file absolute path; its folder is made
 */
export function writeListing(file: string, listing: SourceListing): void {
	mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
	writeFileAtomic(file, JSON.stringify({ format: FORMAT, ...listing }));
}

/**
 * Reads a kept listing back.
 * @returns null when there is none, or it is not whole or of another format: the source is then
 *   read again
 */
export async function readListing(file: string): Promise<SourceListing | null> {
	try {
		const handle = await open(file);
		let json: unknown;
		try {
			if ((await handle.stat()).size > MAX_BYTES) return null;
			json = JSON.parse(await handle.readFile('utf8'));
		} finally {
			await handle.close();
		}
		const { format: _format, ...parsed } = v.parse(outside, json);
		const pups: SourceListing['pups'] = [];
		for (const { name, versions } of parsed.pups) {
			pups.push({ name, versions: versions.map((version) => v.parse(listedVersion, version)) });
			// Thousands of manifests are checked here: requests are answered in between.
			await setImmediate();
		}
		return { ...parsed, pups };
	} catch {
		return null;
	}
}
