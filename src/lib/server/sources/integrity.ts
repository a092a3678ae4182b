/** Whether what lies in a source is what its manifest and its maker say. */
import { createHash } from 'node:crypto';
import type { Manifest } from '../../contract/manifest.ts';

/**
 * Compares a pup's Nix file with the hash in its manifest (reference: pups.md §1: over the bytes of
 * the file, lower-case hex).
 * @param bytes the file that `container.build.nixFile` names; null where it is not there or too
 *   large
 * @returns what is wrong, one sentence; null when it fits or the manifest names no Nix file
 */
export function checkNixFile(manifest: Manifest, bytes: Uint8Array | null): string | null {
	const { nixFile, nixFileSha256 } = manifest.container.build;
	if (nixFile === null) return null;
	const name = nixFile.slice(0, 100);
	if (bytes === null) return `Its ${name} is not there.`;
	const hash = createHash('sha256').update(bytes).digest('hex');
	if (hash === nixFileSha256?.toLowerCase()) return null;
	return `Its ${name} is not the file its manifest names: the SHA-256 differs.`;
}
