/**
 * Reads a folder as a source: `dogebox.json` lists its pups, or a single pup lies at its root
 * (reference: pups.md §2). What a folder holds is not trusted: every path is confined to it, links
 * out of it are refused, sizes are limited.
 */
import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { lstat, open, realpath } from 'node:fs/promises';
import { basename, join, relative } from 'node:path';
import { isBoxError } from '../../contract/errors.ts';
import { parseManifest } from '../../contract/manifest.ts';
import { confine, hashTree, isInside, listTree } from '../files/index.ts';
import { checkNixFile } from './integrity.ts';
import { findLogo } from './logos.ts';
import { badSource, MAX_JSON_BYTES, readJsonText, readSourceIndex } from './pup-index.ts';
import type { ListedPup, ListedVersion, SourceListing, SourceReader } from './types.ts';

/** Trees up to this size are hashed at each reading; larger ones when they are installed. Bytes. */
const HASHED_AT_ONCE = 32 * 1024 * 1024;
const MAX_NIX_BYTES = 4 * 1024 * 1024;

/** Creates the reader of folders. Its source's location is an absolute folder. */
export function createFolderReader(): SourceReader {
	return {
		read: ({ location }, progress, signal) => readFolder(location, progress, signal),
		async file({ location }, version, path, maxBytes) {
			try {
				return await readInside(confine(await realpath(location), version.sourcePath), path, maxBytes);
			} catch {
				return null;
			}
		},
		checkout: async ({ location }, version) => confine(await realpath(location), version.sourcePath)
	};
}

async function readFolder(
	root: string,
	progress: (fraction: number, note: string) => void,
	signal: AbortSignal
): Promise<SourceListing> {
	const base = await realpath(root).catch(() => null);
	if (base === null) throw badSource(`There is no folder ${root}.`);
	if (!(await lstat(base)).isDirectory()) throw badSource(`${root} is not a folder.`);
	const listing: SourceListing = { name: '', pups: [], unreadable: [], conflicts: [], signed: {} };
	const sums = await readText(base, 'dogebox.sums').catch(() => undefined);
	const signature = await readText(base, 'dogebox.sums.minisig').catch(() => undefined);
	if (sums !== undefined && signature !== undefined) listing.signed['*'] = { text: sums, signature };
	const index = await readText(base, 'dogebox.json');
	if (index === undefined) {
		if ((await readText(base, 'manifest.json')) === undefined) {
			throw badSource(
				`${root} holds neither dogebox.json nor manifest.json.`,
				'Give the folder of a pup, or one with a dogebox.json that lists pups.'
			);
		}
		const pup = await readPup(base, '', signal);
		return { ...listing, name: pup.name || basename(base), pups: [pup] };
	}
	const { name, entries } = readSourceIndex(readJsonText(index, 'dogebox.json'));
	listing.name = name;
	const names = new Set<string>();
	for (const [at, { location }] of entries.entries()) {
		signal.throwIfAborted();
		progress(at / entries.length, location ?? '');
		try {
			if (location === null) throw badSource('missing field: location in pups');
			const pup = await readPup(base, location, signal);
			if (names.has(pup.name)) throw badSource(`another pup of this source is called “${pup.name}” too`);
			names.add(pup.name);
			listing.pups.push(pup);
		} catch (error) {
			signal.throwIfAborted();
			listing.unreadable.push({ location: location ?? '?', reason: reasonOf(error) });
		}
	}
	return listing;
}

async function readPup(base: string, location: string, signal: AbortSignal): Promise<ListedPup> {
	const folder = confine(base, location);
	const sourcePath = relative(base, folder);
	const text = await readText(folder, 'manifest.json');
	if (text === undefined) throw badSource('there is no manifest.json');
	const { manifest, warnings } = parseManifest(readJsonText(text, 'manifest.json'), {
		where: join(sourcePath, 'manifest.json')
	});
	if (manifest.meta.logoPath !== null && (await findLogo(folder, manifest)) === null) {
		warnings.push(`Its logo ${manifest.meta.logoPath} is not there or is not a picture.`);
	}
	const { nixFile } = manifest.container.build;
	if (nixFile !== null) {
		// Here only a warning: in a folder pups are being made, and the hash is written last.
		const wrong = checkNixFile(manifest, await readInside(folder, nixFile, MAX_NIX_BYTES).catch(() => null));
		if (wrong) warnings.push(wrong);
	}
	const { name, version } = manifest.meta;
	const listed: ListedVersion = {
		version,
		manifest,
		warnings,
		sourcePath,
		origin: 'folder',
		ref: '',
		...(await lookAtTree(folder, signal))
	};
	return { name, versions: [listed] };
}

/** What tells one content of a folder from another, and whether it can be installed at all. */
async function lookAtTree(
	folder: string,
	signal: AbortSignal
): Promise<Pick<ListedVersion, 'identity' | 'treeHash' | 'updatedAt' | 'problem'>> {
	const print = createHash('sha256');
	let bytes = 0;
	let newest = 0;
	try {
		for (const { path } of await listTree(folder, { signal })) {
			const { size, mtimeMs, mode } = await lstat(join(folder, path));
			bytes += size;
			newest = Math.max(newest, mtimeMs);
			print.update(`${path}\n${size} ${mtimeMs} ${mode}\n`);
		}
		const treeHash = bytes <= HASHED_AT_ONCE ? await hashTree(folder, { signal }) : null;
		const identity = treeHash ?? print.digest('hex');
		return { identity, treeHash, updatedAt: Math.round(newest) || null, problem: null };
	} catch (error) {
		signal.throwIfAborted();
		// A reason with a path is one of ours; a pup that cannot be hashed cannot be installed.
		return { identity: print.digest('hex'), treeHash: null, updatedAt: null, problem: reasonOf(error) };
	}
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
 * Reads a text file right inside `folder`.
 * @returns undefined when it is not there
 */
async function readText(folder: string, name: string): Promise<string | undefined> {
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
		return await handle.readFile('utf8');
	} finally {
		await handle.close();
	}
}

/**
 * Bytes of a plain file inside a folder; null when it is none or too large.
 * @throws when it is not there or outside
 */
async function readInside(folder: string, path: string, maxBytes: number): Promise<Buffer | null> {
	const file = await realpath(confine(folder, path));
	if (!isInside(folder, file)) return null;
	const handle = await open(file, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
	try {
		const stat = await handle.stat();
		return stat.isFile() && stat.size <= maxBytes ? await handle.readFile() : null;
	} finally {
		await handle.close();
	}
}
