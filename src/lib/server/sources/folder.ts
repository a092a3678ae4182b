/**
 * Reads a folder as a source: `dogebox.json` lists its pups, or a single pup is at its root
 * (reference: pups.md §2). The content is untrusted: every path is confined to the folder, links
 * that leave it are refused, sizes are limited.
 */
import { createHash } from 'node:crypto';
import { lstat, realpath } from 'node:fs/promises';
import { basename, join, relative } from 'node:path';
import { isBoxError } from '../../contract/errors.ts';
import { showPlain } from '../../contract/hidden-characters.ts';
import { confine, hashTree, listTree, NotPlainError, readInside, readPlain } from '../files/index.ts';
import { isLfsPointer, LFS_POINTER_BYTES, lfsWarning } from './git-lfs.ts';
import { checkNixFile, MAX_NIX_BYTES } from './integrity.ts';
import { readJsonFile } from './json-file.ts';
import { findLogo } from './logos.ts';
import { readManifest } from './manifest-file.ts';
import { badSource, MAX_JSON_BYTES, readSourceIndex } from './pup-index.ts';
import type { ListedPup, ListedVersion, SourceListing, SourceReader } from './types.ts';

/** Trees up to this size are hashed at each reading, larger ones when they are installed. Bytes. */
const HASHED_AT_ONCE = 32 * 1024 * 1024;

/** Creates the reader of folders. The location of such a source is an absolute path. */
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
	const sums = (await readOwn(base, 'dogebox.sums').catch(() => undefined))?.toString('utf8');
	const signature = (await readOwn(base, 'dogebox.sums.minisig').catch(() => undefined))?.toString('utf8');
	if (sums !== undefined && signature !== undefined) listing.signed['*'] = { text: sums, signature };
	const index = await readOwn(base, 'dogebox.json');
	if (index === undefined) {
		if ((await readOwn(base, 'manifest.json')) === undefined) {
			throw badSource(
				`${root} has neither dogebox.json nor manifest.json.`,
				'Give the folder of a pup, or one with a dogebox.json that lists pups.'
			);
		}
		const pup = await readPup(base, '', signal);
		return { ...listing, name: pup.name || basename(base), pups: [pup] };
	}
	const { name, entries } = readSourceIndex(readJsonFile(index, 'dogebox.json').value);
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
			listing.unreadable.push({ location: showPlain((location ?? '?').slice(0, 200), '·'), reason: reasonOf(error) });
		}
	}
	return listing;
}

async function readPup(base: string, location: string, signal: AbortSignal): Promise<ListedPup> {
	const folder = confine(base, location);
	const sourcePath = relative(base, folder);
	const bytes = await readOwn(folder, 'manifest.json');
	if (bytes === undefined) throw badSource('there is no manifest.json');
	const { manifest, warnings } = readManifest(bytes, join(sourcePath, 'manifest.json'));
	if (manifest.meta.logoPath !== null && (await findLogo(folder, manifest)) === null) {
		warnings.push(`Its logo ${manifest.meta.logoPath} is not there or is not a picture.`);
	}
	const { nixFile } = manifest.container.build;
	if (nixFile !== null) {
		// Only a warning, because pups in folders may be under development, and the hash is written
		// last.
		const wrong = checkNixFile(manifest, await readInside(folder, nixFile, MAX_NIX_BYTES).catch(() => null));
		if (wrong) warnings.push(wrong);
	}
	const { name, version } = manifest.meta;
	const { pointers, ...tree } = await inspectTree(folder, signal);
	const listed: ListedVersion = {
		version,
		manifest,
		warnings: [...warnings, ...lfsWarning(pointers)],
		sourcePath,
		origin: 'folder',
		ref: '',
		...tree
	};
	return { name, versions: [listed] };
}

/** Computes the identity of a folder's content, and whether it can be installed at all. */
async function inspectTree(
	folder: string,
	signal: AbortSignal
): Promise<Pick<ListedVersion, 'identity' | 'treeHash' | 'updatedAt' | 'problem'> & { pointers: string[] }> {
	const print = createHash('sha256');
	let bytes = 0;
	let newest = 0;
	/** Paths of Git LFS pointers. */
	const pointers: string[] = [];
	try {
		for (const { path } of await listTree(folder, { signal })) {
			const { size, mtimeMs, mode } = await lstat(join(folder, path));
			bytes += size;
			newest = Math.max(newest, mtimeMs);
			if (await isPointer(join(folder, path), size)) pointers.push(`“${path}”`);
			print.update(`${path}\n${size} ${mtimeMs} ${mode}\n`);
		}
		const treeHash = bytes <= HASHED_AT_ONCE ? await hashTree(folder, { signal }) : null;
		const identity = treeHash ?? print.digest('hex');
		return { identity, treeHash, updatedAt: Math.round(newest) || null, problem: null, pointers };
	} catch (error) {
		signal.throwIfAborted();
		// An error with a path comes from our own check. A pup that cannot be hashed cannot be
		// installed.
		return { identity: print.digest('hex'), treeHash: null, updatedAt: null, problem: reasonOf(error), pointers };
	}
}

async function isPointer(file: string, size: number): Promise<boolean> {
	if (size < LFS_POINTER_BYTES.least || size > LFS_POINTER_BYTES.most) return false;
	return isLfsPointer(await readPlain(file, LFS_POINTER_BYTES.most).catch(() => new Uint8Array()));
}

/** Explanations of system errors in a source's folder. */
const SYSTEM_REASONS: Readonly<Record<string, string>> = {
	ENOENT: 'the folder is not there',
	EACCES: 'it may not be read',
	EPERM: 'it may not be read',
	ENOTDIR: 'it is not a folder',
	EISDIR: 'it is a folder, where a file is wanted',
	ELOOP: 'its links lead in a circle',
	ENAMETOOLONG: 'its name is too long',
	EIO: 'the disk cannot be read',
	ESTALE: 'the disk it lies on is not there any more'
};

/** Explains why something could not be read, without paths of this host. */
export function reasonOf(error: unknown): string {
	if (isBoxError(error)) return error.message;
	const code = (error as NodeJS.ErrnoException).code ?? '';
	return SYSTEM_REASONS[code] ?? (code ? `it cannot be read (${code})` : 'it cannot be read');
}

/**
 * Reads a file directly inside `folder`.
 * @param most bytes
 * @returns undefined where it does not exist
 * @throws BoxError 422 `bad-source` for a link, a special file or one that is too large; errors of
 *   the system
 */
export async function readOwn(folder: string, name: string, most = MAX_JSON_BYTES): Promise<Buffer | undefined> {
	try {
		return await readPlain(join(folder, name), most);
	} catch (error) {
		if (!(error instanceof NotPlainError)) {
			const code = (error as NodeJS.ErrnoException).code ?? '';
			throw code === 'EACCES' || code === 'EPERM' ? badSource(`${name} may not be read`) : error;
		}
		switch (error.reason) {
			case 'missing':
				return undefined;
			case 'too-large':
				throw badSource(`${name} is larger than ${most} bytes`);
			case 'link':
				throw badSource(`${name} is a link, which is not followed`);
			default:
				throw badSource(`${name} is not a file`);
		}
	}
}
