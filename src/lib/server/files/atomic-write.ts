/** Writes files atomically. */
import { chmodSync, closeSync, fsyncSync, openSync, readdirSync, renameSync, rmSync, writeSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { basename, dirname, join } from 'node:path';

/**
 * Replaces a file as a whole: after a power failure it has either the old or the new content, never
 * a part. Writes a temporary file next to it, then fsync, rename, fsync of the folder (order as in
 * balena-supervisor's fs-utils).
 * @param file absolute path; its folder must exist
 * @param content text or bytes
 * @param options.mode permissions of the file, default 0600
 * @throws the system's error (ENOSPC, EROFS …); the old content then stays and no temporary file is
 *   left
 */
export function writeFileAtomic(file: string, content: string | Uint8Array, options: { mode?: number } = {}): void {
	const mode = options.mode ?? 0o600;
	// Random, because two writers of one file must not share a temporary file.
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
		// The umask removed bits when the file was opened.
		chmodSync(temporary, mode);
		renameSync(temporary, file);
	} catch (error) {
		rmSync(temporary, { force: true });
		throw error;
	}
	syncFolder(dirname(file));
}

/** The name that {@link writeFileAtomic} gives an unfinished file. */
const UNFINISHED = /^\..+\.[0-9a-f]{12}\.tmp$/;

/**
 * Removes unfinished files that {@link writeFileAtomic} left in a folder when its process was
 * killed. Nobody may write there meanwhile.
 * @param folder absolute path; it may be missing
 */
export function removeUnfinished(folder: string): void {
	let names: string[];
	try {
		names = readdirSync(folder);
	} catch {
		return;
	}
	for (const name of names) if (UNFINISHED.test(name)) rmSync(join(folder, name), { force: true });
}

/**
 * Syncs a folder, so that creations, renames and removals in it survive a power failure.
 * @param folder absolute path
 */
export function syncFolder(folder: string): void {
	sync(folder, 'r');
}

/**
 * Syncs a file, so that its content survives a power failure.
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
