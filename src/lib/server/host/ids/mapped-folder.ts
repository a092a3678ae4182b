/**
 * Where a container's mapped mounts lie. Not in the folder of its container, which is removed with
 * all it holds: what is mounted here are layers and pups' data. Only empty mount points are ever
 * removed.
 */
import { chmodSync, mkdirSync } from 'node:fs';
import { lstat, mkdir, readdir, rmdir, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { HostPaths } from '../types.ts';

/** `<run>/mapped/<id>` */
export const mappedFolder = (paths: Pick<HostPaths, 'run'>, id: string) => join(paths.run, 'mapped', id);

/**
 * Place at which the source of one of the container's mounts is mounted with its ids mapped.
 * @param target where it is mounted inside the container
 */
export function mappedSource(paths: Pick<HostPaths, 'run'>, id: string, target: string): string {
	return join(mappedFolder(paths, id), 'sources', encodeURIComponent(target));
}

/**
 * Place at which a layer is mounted with its ids mapped until the overlay stands; see
 * {@link mappedLayersFolder}.
 */
export const mappedLayersFolder = (paths: Pick<HostPaths, 'run'>, id: string) =>
	join(mappedFolder(paths, id), 'layers');

/** Creates the folder with its parts; a container's mapped root passes through to the sources. */
export function openMappedFolder(paths: Pick<HostPaths, 'run'>, id: string): void {
	const folder = mappedFolder(paths, id);
	const parts = { [folder]: 0o711, [join(folder, 'sources')]: 0o711, [join(folder, 'layers')]: 0o700 };
	for (const [path, mode] of Object.entries(parts)) {
		mkdirSync(path, { recursive: true });
		// Apart from making: a umask may take the passing away.
		chmodSync(path, mode);
	}
}

/** Creates an empty mount point of the kind that a source is. */
export async function createMountPoint(path: string, kind: 'folder' | 'file'): Promise<void> {
	if (kind === 'folder') await mkdir(path, { recursive: true, mode: 0o711 });
	else await writeFile(path, '', { flag: 'wx', mode: 0o600 });
}

/**
 * Removes a container's mount points once nothing is mounted there any more.
 * @throws ENOTEMPTY, EBUSY rather than touch what is
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
