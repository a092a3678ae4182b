/**
 * Git LFS keeps large files outside of the repository, which contains only a pointer: a short text
 * in place of the file (github.com/git-lfs/git-lfs, docs/spec.md, “The Pointer”).
 */

const FIRST_LINE = 'version https://git-lfs.github.com/spec/v1\n';

/** Sizes of pointers, bytes: three lines and, rarely, extensions. */
export const LFS_POINTER_BYTES = { least: 100, most: 1024 };

/** Remedy for a file in LFS; sentences. */
export const LFS_EXPLAINED =
	'The repository has only a pointer to it, and the real file is not fetched. ' +
	'Its developer has to keep the file in git itself, or offer the pup as an archive on the web.';

/** Whether a file is such a pointer. */
export function isLfsPointer(bytes: Uint8Array): boolean {
	const { least, most } = LFS_POINTER_BYTES;
	return (
		bytes.length >= least &&
		bytes.length <= most &&
		Buffer.from(bytes).toString('latin1', 0, FIRST_LINE.length) === FIRST_LINE
	);
}

/**
 * @param names of the files, ready to be shown
 * @returns a sentence for the warnings of a pup; empty without files
 */
export function lfsWarning(names: readonly string[]): string[] {
	const [first, ...more] = names;
	if (first === undefined) return [];
	const rest = more.length === 0 ? 'is' : `and ${more.length} more ${more.length === 1 ? 'file are' : 'files are'}`;
	return [`${first} ${rest} kept in Git LFS. ${LFS_EXPLAINED}`];
}
