/** Reads which files of a pup's folder are left out of its archive: the file `.pupignore`. */
import ignore from 'ignore';
import { NotPlainError, readPlain } from '../../../lib/server/files/index.ts';
import { SUMS_FILES } from '../../../lib/server/sources/index.ts';
import { join } from 'node:path';
import { quoted, unfit } from '../refusals.ts';

export const IGNORE_FILE = '.pupignore';
const MAX_BYTES = 64 * 1024;
/** Useless in an archive: the ignore file itself, and the signed list of a git source. */
const ALWAYS = new Set<string>([IGNORE_FILE, ...SUMS_FILES]);

/**
 * Returns a function that tells whether a path in the pup's folder is left out. The file has the
 * format of gitignore(5). There is one file, which applies to the whole folder.
 * @param folder absolute
 * @throws BoxError 422 `bad-ignore-file`
 */
export async function readIgnored(folder: string): Promise<(path: string, isFolder: boolean) => boolean> {
	const rules = ignore({ ignorecase: false, allowRelativePaths: true });
	try {
		rules.add((await readPlain(join(folder, IGNORE_FILE), MAX_BYTES)).toString('utf8'));
	} catch (error) {
		const missing = error instanceof NotPlainError && error.reason === 'missing';
		if (!missing) throw unfit('bad-ignore-file', `${quoted(IGNORE_FILE)} cannot be read: it must be a file.`);
	}
	return (path, isFolder) => ALWAYS.has(path) || rules.ignores(isFolder ? `${path}/` : path);
}
