/**
 * Paths of a container's id-mapped mounts. They are outside the container's folder, which is
 * removed with its contents: layers and pups' data are mounted here. Only empty mount points are
 * ever removed.
 */
import { chmodSync, mkdirSync } from 'node:fs';
import { lstat, mkdir, readdir, rmdir, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { HostPaths } from '../types.ts';

/** `<run>/mapped/<id>` */
export const mappedFolder = (paths: Pick<HostPaths, 'run'>, id: string) => join(paths.run, 'mapped', id);

/**
 * Path at which the source of one of a container's mounts is mounted with mapped ids.
 * @param target mount point inside the container
 */
export function mappedSource(paths: Pick<HostPaths, 'run'>, id: string, target: string): string {
	return join(mappedFolder(paths, id), 'sources', encodeURIComponent(target));
}

/**
 * Path at which layers are mounted with mapped ids until the overlay is mounted; see {@link
 * mappedLayersFolder}.
 */
export const mappedLayersFolder = (paths: Pick<HostPaths, 'run'>, id: string) =>
	join(mappedFolder(paths, id), 'layers');

/** Creates the folder and its parts; the container's mapped root must reach the sources. */
export function openMappedFolder(paths: Pick<HostPaths, 'run'>, id: string): void {
	const folder = mappedFolder(paths, id);
	const parts = { [folder]: 0o711, [join(folder, 'sources')]: 0o711, [join(folder, 'layers')]: 0o700 };
	for (const [path, mode] of Object.entries(parts)) {
		mkdirSync(path, { recursive: true });
		// Separate from mkdir, whose mode the umask may restrict.
		chmodSync(path, mode);
	}
}

/** Creates an empty mount point of the same kind as its source. */
export async function createMountPoint(path: string, kind: 'folder' | 'file'): Promise<void> {
	if (kind === 'folder') await mkdir(path, { recursive: true, mode: 0o711 });
	else await writeFile(path, '', { flag: 'wx', mode: 0o600 });
}

/**
 * Removes a container's mount points after everything there was unmounted.
 * @throws ENOTEMPTY, EBUSY rather than touch any content
 */
export async function removeMountPoints(paths: Pick<HostPaths, 'run'>, id: string): Promise<void> {
	const folder = mappedFolder(paths, id);
	for (const part of ['layers', 'sources']) {
		for (const name of await readdir(join(folder, part)).catch(() => [])) await removePoint(join(folder, part, name));
		await rmdir(join(folder, part)).catch(ignoreMissing);
	}
	await rmdir(folder).catch(ignoreMissing);
}

async function removePoint(path: string): Promise<void> {
	const found = await lstat(path);
	await (found.isDirectory() ? rmdir(path) : unlink(path));
}

function ignoreMissing(error: NodeJS.ErrnoException): void {
	if (error.code !== 'ENOENT') throw error;
}
