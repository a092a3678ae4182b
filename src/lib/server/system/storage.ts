/** The disk that pups' data lie on: chosen once, then expected to be there. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import type { Disk } from '../../contract/box.ts';
import { invalidInput } from '../../contract/errors.ts';
import { visibleMounts } from './disks.ts';
import type { StoragePlace } from './types.ts';

export const storagePlaceSchema = v.object({ disk: v.string(), mountPoint: v.string(), folder: v.string() });

/**
 * The place on a disk.
 * @param disks the host's; the first is the data folder's own
 * @param name of the disk; none for the data folder's
 * @param instance name of this instance, part of the folder on another disk
 * @returns null for the data folder's own
 * @throws BoxError 422 naming the field `storage`
 */
export function placeOn(disks: readonly Disk[], name: string | undefined, instance: string): StoragePlace | null {
	if (name === undefined || name === '') return null;
	const at = disks.findIndex((disk) => disk.name === name);
	const disk = disks[at];
	if (!disk) {
		throw invalidInput('This disk is not there.', { storage: 'This disk is not there. Choose one of the list.' });
	}
	if (!disk.usable || disk.mountPoint === null) {
		throw invalidInput('This disk cannot be used.', { storage: disk.reason ?? 'This disk cannot be used.' });
	}
	if (at === 0) return null;
	return { disk: name, mountPoint: disk.mountPoint, folder: join(disk.mountPoint, 'dogebox', instance) };
}

/** Whether something is mounted there; where the mounts cannot be read, it is taken as mounted. */
export function isMounted(mountPoint: string): boolean {
	try {
		return visibleMounts(readFileSync('/proc/self/mountinfo', 'utf8')).some((mount) => mount.target === mountPoint);
	} catch {
		return true;
	}
}
