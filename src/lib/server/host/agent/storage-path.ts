/**
 * Path of pups' data when the owner chose another disk. The agent verifies it, whatever dogeboxd
 * says.
 */
import { lstat } from 'node:fs/promises';
import { isAbsolute, join, normalize } from 'node:path';
import { BoxError } from '../../../contract/errors.ts';
import { readMounts } from '../../mountinfo.ts';
import type { HostNames, HostPaths } from '../types.ts';

/** Folder of an instance's pups on a disk: the only path on the disk that is ever touched. */
export function storageOn(mountPoint: string, instance: string): string {
	return join(mountPoint, 'dogebox', instance);
}

/**
 * Returns the paths, with pups' data on the disk that is mounted there.
 * @throws BoxError `invalid-host-call` for a path that anybody but root could have prepared
 */
export async function withStorage(paths: HostPaths, names: HostNames, mountPoint: string | null): Promise<HostPaths> {
	if (mountPoint === null) return paths;
	if (!isAbsolute(mountPoint) || normalize(mountPoint) !== mountPoint || mountPoint.includes('\0')) throw refused();
	if (!(await readMounts()).some((mount) => mount.target === mountPoint)) {
		// Verbs that need storage report that it is missing; nothing can ever exist below this
		// path.
		return { ...paths, storage: join(paths.run, 'no-storage'), storageMount: mountPoint };
	}
	const storage = storageOn(mountPoint, names.instance);
	for (const folder of [mountPoint, join(mountPoint, 'dogebox'), storage]) {
		const found = await lstat(folder).catch(() => null);
		if (!found) break;
		const closed = (found.mode & 0o022) === 0 || (folder === mountPoint && (found.mode & 0o1000) !== 0);
		if (!found.isDirectory() || found.uid !== 0 || !closed) throw refused();
	}
	return { ...paths, storage, storageMount: mountPoint };
}

function refused(): BoxError {
	return new BoxError({
		code: 'invalid-host-call',
		status: 500,
		message: 'The host refused the disk for pups’ data: others than root may write where their folder is.',
		hint: 'Its top folder and the folder “dogebox” in it must belong to root.'
	});
}
