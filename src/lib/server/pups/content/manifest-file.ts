/** Reads the manifest of a pup from its folder. */
import type { Manifest } from '../../../contract/manifest.ts';
import { readManifest, readOwn } from '../../sources/index.ts';

/**
 * Reads and checks `manifest.json` of a folder. Does not follow links and does not block.
 * @throws Error with a message for people: the file is missing, no JSON, or no manifest
 */
export async function readManifestFile(folder: string): Promise<Manifest> {
	const bytes = await readOwn(folder, 'manifest.json');
	if (bytes === undefined) throw new Error('manifest.json is not there.');
	return readManifest(bytes, 'manifest.json').manifest;
}
