/** Making a folder with those above it. */
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';

/**
 * Makes a folder where it is missing. Node's own `recursive` never ends where a parent is there and
 * nothing can be made in it (`/proc`).
 * @param path absolute
 * @throws the system's error; EEXIST for something that is no folder is left to who uses it
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
