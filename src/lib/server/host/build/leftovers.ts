/**
 * Removes what package managers leave in a layer. Untrusted scripts ran there: no link of the layer
 * is followed.
 */
import { lstat, readdir, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** Files of package managers that no pup needs. */
const LEFTOVERS = [
	...['etc/apt/apt.conf.d/99mmdebstrap', 'etc/apt/sources.list', 'etc/resolv.conf', 'etc/.pwd.lock'],
	...[
		'var/lib/dpkg/status-old',
		'var/lib/dpkg/diversions-old',
		'var/lib/dpkg/statoverride-old',
		'var/lib/dpkg/lock',
		'var/lib/dpkg/lock-frontend'
	],
	...[
		'var/cache/debconf/config.dat-old',
		'var/cache/debconf/templates.dat-old',
		'var/cache/ldconfig/aux-cache',
		'var/log/dpkg.log'
	],
	...[
		'var/log/alternatives.log',
		'var/log/bootstrap.log',
		'var/log/apt',
		'var/lib/apt/lists',
		'var/cache/apt',
		'run',
		'tmp'
	]
];

/**
 * Removes what no pup needs from a layer. Nobody writes to it any more, but a maintainer script may
 * have replaced a folder with a link to anywhere on this host: nothing behind a link is touched.
 * @param root absolute folder of the layer
 */
export async function removeLeftovers(root: string): Promise<void> {
	for (const path of LEFTOVERS) {
		if (await liesInside(root, path)) await emptyOrRemove(join(root, path));
	}
}

/** Whether all parent folders of a path exist and are real folders. */
async function liesInside(root: string, path: string): Promise<boolean> {
	const above = dirname(path);
	if (above === '.') return true;
	if (!(await liesInside(root, above))) return false;
	return (await lstat(join(root, above)).catch(() => null))?.isDirectory() ?? false;
}

/** Empties a folder but keeps it (its mode matters); removes a file or link. */
async function emptyOrRemove(path: string): Promise<void> {
	const found = await lstat(path).catch(() => null);
	if (!found) return;
	if (!found.isDirectory()) return rm(path, { force: true });
	for (const name of await readdir(path)) await rm(join(path, name), { recursive: true, force: true });
}
