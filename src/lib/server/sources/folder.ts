/**
 * Reads a folder as a source: `dogebox.json` lists its pups, or a single pup lies at its root (reference: pups.md §2).
 * What a folder holds is not trusted: every path is confined to it, links out of it are refused, sizes are limited.
 */
import { lstat, open, realpath } from 'node:fs/promises';
import { constants } from 'node:fs';
import { basename, join, relative } from 'node:path';
import * as v from 'valibot';
import { BoxError, isBoxError } from '../../contract/errors.ts';
import { parseManifest, type Manifest } from '../../contract/manifest.ts';
import { confine, isInside } from '../files/index.ts';

/** Pups read from one source; the largest known index lists nine. */
export const MAX_PUPS = 500;
/** Bytes of `manifest.json` and `dogebox.json`; the largest known manifest has 6 kB. */
export const MAX_JSON_BYTES = 1024 * 1024;
/** Bytes of a logo. */
export const MAX_LOGO_BYTES = 4 * 1024 * 1024;

/** Types of pictures a logo may have, by the end of its name. */
const LOGO_TYPES: Record<string, string> = {
	png: 'image/png',
	jpg: 'image/jpeg',
	jpeg: 'image/jpeg',
	webp: 'image/webp',
	gif: 'image/gif',
	svg: 'image/svg+xml'
};

/** One pup of a folder. */
export interface FolderPup {
	manifest: Manifest;
	warnings: string[];
	/** Absolute, links resolved. */
	folder: string;
	/** Path inside the source. */
	sourcePath: string;
}

export interface FolderListing {
	name: string;
	pups: FolderPup[];
	unreadable: { location: string; reason: string }[];
}

const required = (member: string) =>
	v.nullish(
		v.pipe(
			v.string(`“${member}” must be text`),
			v.check((text) => text.trim() !== '', `missing field: ${member}`)
		),
		''
	);

/** Shape of `dogebox.json`. */
export const sourceIndex = v.looseObject(
	{
		id: required('id'),
		name: required('name'),
		pups: v.nullish(v.array(v.unknown(), '“pups” must be a list'), () => [])
	},
	'must be an object'
);

/** 422: what cannot be a source, with the reason. */
export function badSource(message: string, hint?: string): BoxError {
	return new BoxError({ code: 'bad-source', status: 422, message, ...(hint && { hint }) });
}

/**
 * Reads all pups of a folder. A pup that cannot be read is listed with its reason and hides no other.
 * @param root absolute folder
 * @throws BoxError 422 `bad-source` when the folder itself cannot be a source
 */
export async function readFolderSource(root: string): Promise<FolderListing> {
	const base = await realpath(root).catch(() => null);
	if (base === null) throw badSource(`There is no folder ${root}.`);
	if (!(await lstat(base)).isDirectory()) throw badSource(`${root} is not a folder.`);
	const index = await readJson(base, 'dogebox.json');
	if (index === undefined) {
		if ((await readJson(base, 'manifest.json')) === undefined) {
			throw badSource(
				`${root} holds neither dogebox.json nor manifest.json.`,
				'Give the folder of a pup, or one with a dogebox.json that lists pups.'
			);
		}
		const pup = await readPup(base, '');
		return { name: pup.manifest.meta.name || basename(base), pups: [pup], unreadable: [] };
	}
	const parsed = v.safeParse(sourceIndex, index);
	if (!parsed.success) throw badSource(`dogebox.json cannot be used: ${parsed.issues[0].message}.`);
	if (parsed.output.pups.length > MAX_PUPS) {
		throw badSource(`dogebox.json lists ${parsed.output.pups.length} pups; at most ${MAX_PUPS} are read.`);
	}
	const listing: FolderListing = { name: parsed.output.name, pups: [], unreadable: [] };
	const names = new Set<string>();
	for (const entry of parsed.output.pups) {
		const location = locationOf(entry);
		try {
			if (location === null) throw badSource('missing field: location in pups');
			const pup = await readPup(base, location);
			const { name } = pup.manifest.meta;
			if (names.has(name)) throw badSource(`another pup of this source is called “${name}” too`);
			names.add(name);
			listing.pups.push(pup);
		} catch (error) {
			listing.unreadable.push({ location: location ?? '?', reason: reasonOf(error) });
		}
	}
	return listing;
}

/** Folder that an entry of “pups” names; null when it names none. */
export function locationOf(entry: unknown): string | null {
	if (typeof entry !== 'object' || entry === null || !('location' in entry)) return null;
	return typeof entry.location === 'string' && entry.location.trim() !== '' ? entry.location : null;
}

async function readPup(base: string, location: string): Promise<FolderPup> {
	const folder = confine(base, location);
	const sourcePath = relative(base, folder);
	const json = await readJson(folder, 'manifest.json');
	if (json === undefined) throw badSource('there is no manifest.json');
	const { manifest, warnings } = parseManifest(json, { where: join(sourcePath, 'manifest.json') });
	if (manifest.meta.logoPath !== null && (await findLogo(folder, manifest)) === null) {
		warnings.push(`Its logo ${manifest.meta.logoPath} is not there or is not a picture.`);
	}
	return { manifest, warnings, folder, sourcePath };
}

/** A sentence why something could not be read, without paths of this host. */
export function reasonOf(error: unknown): string {
	if (isBoxError(error)) return error.message;
	const code = (error as NodeJS.ErrnoException).code;
	if (code === 'ENOENT') return 'the folder is not there';
	if (code === 'EACCES') return 'it may not be read';
	if (code === 'ENOTDIR') return 'it is not a folder';
	return code ? `it cannot be read (${code})` : 'it cannot be read';
}

/**
 * Reads a JSON file right inside `folder`.
 * @returns undefined when it is not there
 */
async function readJson(folder: string, name: string): Promise<unknown> {
	const file = join(folder, name);
	// Not followed and not waited for: a link would lead out, a FIFO would never end.
	const handle = await open(file, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK).catch(
		(error: NodeJS.ErrnoException) => {
			if (error.code === 'ENOENT') return null;
			if (error.code === 'ELOOP') throw badSource(`${name} is a link, which is not followed`);
			throw error;
		}
	);
	if (handle === null) return undefined;
	try {
		const stat = await handle.stat();
		if (!stat.isFile()) throw badSource(`${name} is not a file`);
		if (stat.size > MAX_JSON_BYTES) throw badSource(`${name} is larger than ${MAX_JSON_BYTES} bytes`);
		const text = await handle.readFile('utf8');
		try {
			// A byte order mark, as some editors write it, is no fault of the content.
			return JSON.parse(text.replace(/^\uFEFF/, ''));
		} catch (error) {
			throw badSource(`${name} is not JSON: ${(error as Error).message.slice(0, 200)}`);
		}
	} finally {
		await handle.close();
	}
}

/**
 * The logo of a pup, confined to its folder.
 * @returns null when it has none, or it is no picture we know, or too large
 */
export async function findLogo(folder: string, manifest: Manifest): Promise<{ path: string; type: string } | null> {
	const { logoPath } = manifest.meta;
	if (logoPath === null) return null;
	const type = LOGO_TYPES[logoPath.split('.').at(-1)?.toLowerCase() ?? ''];
	if (type === undefined) return null;
	try {
		const path = await realpath(confine(folder, logoPath));
		const stat = await lstat(path);
		return isInside(folder, path) && stat.isFile() && stat.size <= MAX_LOGO_BYTES ? { path, type } : null;
	} catch {
		return null;
	}
}
