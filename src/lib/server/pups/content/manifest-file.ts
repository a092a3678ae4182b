/** The manifest of a pup as it lies in its folder. */
import type { Manifest } from '../../../contract/manifest.ts';
import { readManifest, readOwn } from '../../sources/index.ts';

/**
 * Reads and checks `manifest.json` of a folder. Nothing is followed, nothing blocks.
 * @throws Error in words: it is not there, no JSON, or no manifest
 */
export async function readManifestFile(folder: string): Promise<Manifest> {
	const bytes = await readOwn(folder, 'manifest.json');
	if (bytes === undefined) throw new Error('manifest.json is not there.');
	return readManifest(bytes, 'manifest.json').manifest;
}
