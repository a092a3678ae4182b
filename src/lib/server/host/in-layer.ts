/**
 * Reading in a layer from the host: no link is followed, for it would lead to files of the host.
 * Layers change no more once they are there.
 */
import { constants } from 'node:fs';
import { lstat, open } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

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
	const flags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;
	const handle = await open(join(layer, dirname(path), basename(path)), flags).catch(() => null);
	if (!handle) return '';
	try {
		const facts = await handle.stat();
		return facts.isFile() && facts.size <= mostBytes ? await handle.readFile('utf8') : '';
	} finally {
		await handle.close();
	}
}
