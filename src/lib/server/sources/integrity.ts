/** Checks whether the files of a source match their manifest. */
import { createHash } from 'node:crypto';
import type { Manifest } from '../../contract/manifest.ts';
import { isLfsPointer, LFS_EXPLAINED } from './git-lfs.ts';

/** Most bytes of a Nix file; the largest known has 30 kB. */
export const MAX_NIX_BYTES = 4 * 1024 * 1024;

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest();

/**
 * Compares a pup's Nix file with the hash in its manifest (reference: pups.md §1: of the file's
 * bytes, lower-case hex).
 * @param bytes the file that `container.build.nixFile` names; null where it does not exist or is
 *   too large
 * @returns what was found, what is expected and what to do; null when the hash matches or the
 *   manifest names no Nix file
 */
export function checkNixFile(manifest: Manifest, bytes: Uint8Array | null): string | null {
	const { nixFile, nixFileSha256 } = manifest.container.build;
	if (nixFile === null) return null;
	const name = nixFile.slice(0, 100);
	if (bytes === null) return `Its ${name} is not there.`;
	const digest = sha256(bytes);
	const found = digest.toString('hex');
	const wanted = (nixFileSha256 ?? '').trim();
	if (found === wanted.toLowerCase()) return null;
	if (isLfsPointer(bytes)) return `Its ${name} is kept in Git LFS. ${LFS_EXPLAINED}`;
	const differs = `The SHA-256 of its ${name} differs: found ${found}, wanted ${wanted.slice(0, 80)}.`;
	return `${differs} ${remedy(bytes, digest, wanted, name)}`;
}

function remedy(bytes: Uint8Array, digest: Buffer, wanted: string, name: string): string {
	if (wanted.replace(/^sha256[-:]/i, '') === digest.toString('base64')) {
		return 'It is the right hash in base64. Write the found one, in hex, into container.build.nixFileSha256.';
	}
	const text = Buffer.from(bytes).toString('latin1');
	const unix = text.replace(/\r\n/g, '\n');
	const fits = (other: string) => sha256(Buffer.from(other, 'latin1')).toString('hex') === wanted.toLowerCase();
	if (unix !== text && fits(unix)) {
		return (
			`Only the line ends differ: the file has CRLF, the hash is that of the same text with LF. Save ${name} with LF; ` +
			`with git, “${name} text eol=lf” in .gitattributes keeps it so.`
		);
	}
	if (fits(unix.replace(/\n/g, '\r\n'))) {
		return (
			'Only the line ends differ: the file has LF, the hash is that of the same text with CRLF. ' +
			'Write the found one into container.build.nixFileSha256.'
		);
	}
	return (
		'It is another file, or it was changed after the hash was written. If it is the right one, write the found hash ' +
		'into container.build.nixFileSha256.'
	);
}
