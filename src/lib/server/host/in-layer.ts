/**
 * Reading in a layer from the host: no link is followed, for it would lead to files of the host.
 * Layers change no more once they are there.
 */
import { lstat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { NotPlainError, readPlain } from '../files/index.ts';

/** Whether a path is a folder without a link on the way. @param path as it is called inside */
export async function isFolderIn(layer: string, path: string): Promise<boolean> {
	let at = layer;
	for (const part of path.split('/').filter(Boolean)) {
		at = join(at, part);
		const found = await lstat(at).catch(() => null);
		if (!found?.isDirectory()) return false;
	}
	return true;
}

/**
 * Text of a regular file; empty for anything else, and for one that is larger.
 * @param path as it is called inside
 * @param mostBytes of the file
 */
export async function readIn(layer: string, path: string, mostBytes: number): Promise<string> {
	if (!(await isFolderIn(layer, dirname(path)))) return '';
	try {
		return (await readPlain(join(layer, path), mostBytes)).toString('utf8');
	} catch (error) {
		if (error instanceof NotPlainError) return '';
		throw error;
	}
}
