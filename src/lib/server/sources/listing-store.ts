/**
 * Stores what a source last offered on disk, so that the store is complete right after a start,
 * also offline.
 */
import { mkdirSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import * as v from 'valibot';
import { manifestSchema } from '../../contract/manifest.ts';
import { writeFileAtomic } from '../files/index.ts';
import type { SourceListing } from './types.ts';

/**
 * Incremented when the shape changes: older files are then ignored and read again from their
 * source.
 */
const FORMAT = 1;
/** Most bytes; 500 pups with 20 versions of 6 kB each. */
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
 * Stores a listing.
 * @param file absolute path; its folder is created
 */
export function writeListing(file: string, listing: SourceListing): void {
	mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
	writeFileAtomic(file, JSON.stringify({ format: FORMAT, ...listing }));
}

/**
 * Loads a stored listing.
 * @returns null where there is none, or it is incomplete or has another format: the source is then
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
			// Yields to other requests, because thousands of manifests are checked here.
			await setImmediate();
		}
		return { ...parsed, pups };
	} catch {
		return null;
	}
}
