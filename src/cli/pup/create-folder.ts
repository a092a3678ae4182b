/** Creates a folder and its parents. */
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';

/**
 * Creates a folder if it does not exist. Node's own `recursive` never returns when a parent exists
 * in which nothing can be created (`/proc`).
 * @param path absolute
 * @throws the system's error; EEXIST for a path that is not a folder is ignored, and surfaces where
 * the folder is used
 */
export async function createFolder(path: string): Promise<void> {
	const create = () =>
		mkdir(path).catch((error: NodeJS.ErrnoException) => {
			if (error.code !== 'EEXIST') throw error;
		});
	try {
		await create();
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code !== 'ENOENT' || dirname(path) === path) throw error;
		await createFolder(dirname(path));
		await create();
	}
}
