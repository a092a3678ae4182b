/** `manifest.json` as it lies in a source: bytes of somebody else's making. */
import { parseManifest, type Manifest } from '../../contract/manifest.ts';
import { isLfsPointer, LFS_EXPLAINED } from './git-lfs.ts';
import { readJsonFile } from './json-file.ts';
import { badSource } from './pup-index.ts';

/**
 * @param where path of the file inside its source, for the message
 * @returns the manifest, and what a careful reader should know
 * @throws BoxError 422 `bad-source` when it is no JSON, `bad-manifest` when it cannot be used
 */
export function readManifest(bytes: Uint8Array, where: string): { manifest: Manifest; warnings: string[] } {
	if (isLfsPointer(bytes)) throw badSource(`${where} is kept in Git LFS. ${LFS_EXPLAINED}`);
	const json = readJsonFile(bytes, 'manifest.json');
	const { manifest, warnings } = parseManifest(json.value, { where });
	return { manifest, warnings: [...json.warnings, ...warnings] };
}
