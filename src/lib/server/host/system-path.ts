/** Finds the programs of the system. */
import { accessSync, constants, existsSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Folders of system programs; dogeboxd may be started with a shorter PATH. The last one is NixOS's
 * only one.
 */
export const SYSTEM_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin:/run/current-system/sw/bin';

/** Returns the absolute path of a system program; null when it is not installed. */
export function findProgram(name: string): string | null {
	for (const folder of SYSTEM_PATH.split(':')) {
		const path = join(folder, name);
		// Most folders do not have it: an error for each would take longer than all of the search.
		if (!existsSync(path)) continue;
		try {
			accessSync(path, constants.X_OK);
			return path;
		} catch {
			// Try the next folder.
		}
	}
	return null;
}
