/** Reads `manifest.json` from the untrusted bytes of a source. */
import { parseManifest, type Manifest } from '../../contract/manifest.ts';
import { isLfsPointer, LFS_EXPLAINED } from './git-lfs.ts';
import { readJsonFile } from './json-file.ts';
import { badSource } from './pup-index.ts';

/**
 * @param where path of the file inside its source, for the message
 * @returns the manifest, and warnings for its author
 * @throws BoxError 422 `bad-source` for invalid JSON, `bad-manifest` for an unusable manifest
 */
export function readManifest(bytes: Uint8Array, where: string): { manifest: Manifest; warnings: string[] } {
	if (isLfsPointer(bytes)) throw badSource(`${where} is kept in Git LFS. ${LFS_EXPLAINED}`);
	const json = readJsonFile(bytes, 'manifest.json');
	const { manifest, warnings } = parseManifest(json.value, { where });
	return { manifest, warnings: [...json.warnings, ...warnings] };
}
