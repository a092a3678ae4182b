/** Checks that a path stays inside a folder. */
import { lstatSync, realpathSync } from 'node:fs';
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { BoxError } from '../../contract/errors.ts';

/**
 * Resolves an untrusted path below a folder of ours, following links as far as the path exists. The
 * check holds only at this moment: in folders where others can create links later, open with
 * O_NOFOLLOW as well.
 * @param root absolute folder that exists
 * @param path untrusted relative path; may name something that does not exist yet
 * @returns the absolute path, links resolved; `root` itself for an empty path
 * @throws BoxError 400 `path-outside` when it is absolute, contains NUL, or leaves `root`
 */
export function confine(root: string, path: string): string {
	const outside = () =>
		new BoxError({
			code: 'path-outside',
			status: 400,
			message: 'This path leads outside its folder.'
		});
	if (path.includes('\0') || isAbsolute(path)) throw outside();
	const base = realpathSync(root);
	const wanted = resolve(base, path);
	if (!isInside(base, wanted)) throw outside();
	// For a path that does not exist yet, the nearest existing folder is checked: a link there
	// could lead out.
	let existing = wanted;
	const missing: string[] = [];
	for (;;) {
		try {
			const real = join(realpathSync(existing), ...missing);
			if (!isInside(base, real)) throw outside();
			return real;
		} catch (error) {
			const code = (error as NodeJS.ErrnoException).code;
			if (code !== 'ENOENT') throw code === 'ELOOP' || code === 'ENOTDIR' ? outside() : error;
			if (isDanglingLink(existing)) throw outside();
			missing.unshift(basename(existing));
			existing = dirname(existing);
		}
	}
}

/** Whether `path` is `root` or below it; both absolute and normalised. */
export function isInside(root: string, path: string): boolean {
	const way = relative(root, path);
	return way === '' || (way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way));
}

/** A link whose target is missing: writing through it would create a file wherever it points. */
function isDanglingLink(path: string): boolean {
	return lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() ?? false;
}
