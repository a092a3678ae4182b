/** The one atomic write, and the check that a path stays inside its folder. */
import {
	chmodSync,
	closeSync,
	fsyncSync,
	lstatSync,
	openSync,
	realpathSync,
	renameSync,
	rmSync,
	writeSync
} from 'node:fs';
import { randomBytes } from 'node:crypto';
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { BoxError } from '../../contract/errors.ts';

/**
 * Replaces a file as a whole: after a power cut either the old or the new content is there, never a
 * part. Temporary file beside it, fsync, rename, fsync of the folder (order as in
 * balena-supervisor's fs-utils).
 * @param file absolute path; its folder must exist
 * @param content text or bytes
 * @param options.mode permissions of the file, default 0600
 * @throws the system's error (ENOSPC, EROFS …); the old content then stays and no temporary file is
 *   left
 */
export function writeFileAtomic(file: string, content: string | Uint8Array, options: { mode?: number } = {}): void {
	const mode = options.mode ?? 0o600;
	// Random: two writers of one file must not write into one temporary file.
	const temporary = join(dirname(file), `.${basename(file)}.${randomBytes(6).toString('hex')}.tmp`);
	const bytes = typeof content === 'string' ? Buffer.from(content) : content;
	try {
		const handle = openSync(temporary, 'wx', mode);
		try {
			for (let done = 0; done < bytes.length;) done += writeSync(handle, bytes, done);
			fsyncSync(handle);
		} finally {
			closeSync(handle);
		}
		// The umask took bits away at open.
		chmodSync(temporary, mode);
		renameSync(temporary, file);
	} catch (error) {
		rmSync(temporary, { force: true });
		throw error;
	}
	syncFolder(dirname(file));
}

/**
 * What was created, renamed or removed in a folder survives a power cut after this.
 * @param folder absolute path
 */
export function syncFolder(folder: string): void {
	sync(folder, 'r');
}

/**
 * What a file holds survives a power cut after this.
 * @param file absolute path
 */
export function syncFile(file: string): void {
	sync(file, 'r+');
}

function sync(path: string, flags: 'r' | 'r+'): void {
	const handle = openSync(path, flags);
	try {
		fsyncSync(handle);
	} finally {
		closeSync(handle);
	}
}

/**
 * Resolves a path from outside below a folder of ours, links followed as far as the path exists. A
 * check at one moment: for folders in which strangers can make links later, open with O_NOFOLLOW as
 * well.
 * @param root absolute folder that exists
 * @param path relative path from outside; may name something that does not exist yet
 * @returns the absolute path, links resolved; `root` itself for an empty path
 * @throws BoxError 400 `path-outside` when it is absolute, holds NUL, or leads out of `root`
 */
export function confine(root: string, path: string): string {
	const outside = () =>
		new BoxError({
			code: 'path-outside',
			status: 400,
			message: 'This path leads outside of the folder it belongs to.'
		});
	if (path.includes('\0') || isAbsolute(path)) throw outside();
	const base = realpathSync(root);
	const wanted = resolve(base, path);
	if (!isInside(base, wanted)) throw outside();
	// What does not exist yet is checked at its nearest folder that does: a link there could lead
	// out.
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

/** Whether `path` is `root` or lies below it; both absolute and normalised. */
export function isInside(root: string, path: string): boolean {
	const way = relative(root, path);
	return way === '' || (way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way));
}

/** A link whose target is missing: writing through it would make a file wherever it points. */
function isDanglingLink(path: string): boolean {
	return lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() ?? false;
}
