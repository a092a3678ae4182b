/** Unpacks an archive with a verified hash, and checks that its pup is the listed one. */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { BoxError, isBoxError } from '../../../contract/errors.ts';
import type { Manifest } from '../../../contract/manifest.ts';
import { readInside, TREE_LIMITS, unpackArchive } from '../../files/index.ts';
import { checkNixFile, MAX_NIX_BYTES } from '../integrity.ts';
import { readManifest } from '../manifest-file.ts';
import { MAX_JSON_BYTES } from '../pup-index.ts';

/** Limits of a pup's archive. */
export const UNPACKING = {
	links: 'inside',
	modes: 'plain',
	owner: null,
	limits: { entries: TREE_LIMITS.files, bytes: TREE_LIMITS.bytes }
} as const;

/**
 * Unpacks and checks an archive.
 * @param file absolute path of the archive
 * @param target absolute, empty folder
 * @param listed manifest that the index has for it
 * @returns the folder of the pup: the target, or the only folder in it
 * @throws BoxError 422 `content-changed` where it differs from the listing; those of the unpacking;
 *   the signal's reason
 */
export async function unpackPup(file: string, target: string, listed: Manifest, signal: AbortSignal): Promise<string> {
	await unpackArchive(file, target, { ...UNPACKING, signal });
	const folder = await pupFolder(target);
	const text = await readPlain(folder, 'manifest.json', MAX_JSON_BYTES);
	if (text === null) throw changed('The archive has no manifest.json.');
	const { manifest } = readPacked(text);
	if (canonical(manifest) !== canonical(listed)) {
		throw changed('The manifest in the archive is not the one that the source shows.');
	}
	const { nixFile } = manifest.container.build;
	const nix = nixFile === null ? null : await readPlain(folder, nixFile, MAX_NIX_BYTES);
	const problem = checkNixFile(manifest, nix);
	if (problem !== null) throw changed(problem);
	return folder;
}

function changed(message: string): BoxError {
	return new BoxError({
		code: 'content-changed',
		status: 422,
		message,
		hint: 'The maker of this source has to fix it. Nothing was installed.'
	});
}

function readPacked(text: Buffer): { manifest: Manifest } {
	try {
		return readManifest(text, 'manifest.json');
	} catch (error) {
		if (!isBoxError(error)) throw error;
		throw changed(`The manifest in the archive is not the one that the source shows: ${error.message}`);
	}
}

/** Archives of forges have everything in one folder, named by repository and version. */
async function pupFolder(target: string): Promise<string> {
	const entries = await readdir(target, { withFileTypes: true });
	const [only] = entries;
	return entries.length === 1 && only!.isDirectory() ? join(target, only!.name) : target;
}

/**
 * Bytes of a plain file in the folder; null where it does not exist, is not plain or is too large.
 */
const readPlain = (folder: string, path: string, most: number): Promise<Buffer | null> =>
	readInside(folder, path, most).catch(() => null);

/**
 * Returns the same text for the same JSON, whatever the order of members. The depth of manifests is
 * limited.
 */
function canonical(value: unknown): string {
	return JSON.stringify(value, (_key, part: unknown) =>
		typeof part === 'object' && part !== null && !Array.isArray(part)
			? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
			: part
	);
}
