/** The one atomic write. */
import { chmodSync, closeSync, fsyncSync, openSync, readdirSync, renameSync, rmSync, writeSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { basename, dirname, join } from 'node:path';

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

/** What {@link writeFileAtomic} calls a file until it is whole. */
const UNFINISHED = /^\..+\.[0-9a-f]{12}\.tmp$/;

/**
 * Removes what {@link writeFileAtomic} had begun in a folder when its process was killed. Nobody
 * may write there meanwhile.
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
