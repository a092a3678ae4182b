/** Where the programs of a system lie. */
import { accessSync, constants } from 'node:fs';
import { join } from 'node:path';

/**
 * Folders in which system programs lie; dogeboxd may be started with less. The last is NixOS's, and
 * its only one.
 */
export const SYSTEM_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin:/run/current-system/sw/bin';

/** Absolute path of a system program; null when it is not installed. */
export function findProgram(name: string): string | null {
	for (const folder of SYSTEM_PATH.split(':')) {
		const path = join(folder, name);
		try {
			accessSync(path, constants.X_OK);
			return path;
		} catch {
			// Next folder.
		}
	}
	return null;
}
