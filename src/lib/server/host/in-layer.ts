/**
 * Reads inside a layer from the host. Links are not followed, because they could lead to files of
 * the host. Layers do not change after they are written.
 */
import { lstat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { NotPlainError, readPlain } from '../files/index.ts';

/** Whether a path is a folder, with no link on the way. @param path as seen inside the layer */
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
 * Reads a regular file as text; empty for anything else and for a larger file.
 * @param path as seen inside the layer
 * @param mostBytes maximum size of the file
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
