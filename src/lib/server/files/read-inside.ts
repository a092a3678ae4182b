/** Opens untrusted files below a folder, through links that stay inside. */
import { readlink, realpath, type FileHandle } from 'node:fs/promises';
import { confine, isInside } from './confine.ts';
import { NotPlainError, openPlain, readAll, REASONS } from './read-plain.ts';

/**
 * Opens a plain file inside a folder, by a path that may contain links as long as it stays inside.
 * Checks the opened file once more, because a folder in the path may have become a link meanwhile.
 * @param folder absolute
 * @param path relative, untrusted
 * @throws NotPlainError; BoxError 400 `path-outside`; the system's error
 */
export async function openInside(folder: string, path: string): Promise<FileHandle> {
	const base = await realpath(folder).catch(missing);
	const wanted = await realpath(confine(base, path)).catch(missing);
	if (!isInside(base, wanted)) throw new NotPlainError('outside');
	const file = await openPlain(wanted);
	try {
		if (!isInside(base, await readlink(`/proc/self/fd/${file.fd}`))) throw new NotPlainError('outside');
		return file;
	} catch (error) {
		await file.close();
		throw error;
	}
}

function missing(error: NodeJS.ErrnoException): never {
	const reason = REASONS[error.code ?? ''];
	throw reason === undefined ? error : new NotPlainError(reason);
}

/**
 * Reads a plain file inside a folder, found like {@link openInside}.
 * @throws NotPlainError; BoxError 400 `path-outside`; the system's error
 */
export async function readInside(folder: string, path: string, maxBytes: number): Promise<Buffer> {
	return readAll(await openInside(folder, path), maxBytes);
}
