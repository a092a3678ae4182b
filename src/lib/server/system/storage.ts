/** The disk that pups' data lie on: chosen once, then expected to be there. */
import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import * as v from 'valibot';
import type { Disk } from '../../contract/box.ts';
import { invalidInput } from '../../contract/errors.ts';
import type { Settings } from '../db/index.ts';
import { isMountPoint, readMountsSync, visibleMounts } from '../mountinfo.ts';
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

/** Where the chosen place stands in the settings. */
export const STORAGE_KEY = 'box.storage';

/** Keeps a place as the one that was chosen; null for the data folder's own. */
export function keepStoragePlace(settings: Settings, place: StoragePlace | null): void {
	settings.set(STORAGE_KEY, place);
}

/**
 * The place on another disk that this instance had chosen before, by the folder that is there.
 * @param instance name of this instance
 * @returns null where there is none, or more than one
 */
export function findStoragePlace(instance: string): StoragePlace | null {
	const found = visibleMounts(readMountsSync()).flatMap(({ source, target }) => {
		const folder = join(target, 'dogebox', instance);
		return existsSync(folder) ? [{ disk: basename(source), mountPoint: target, folder }] : [];
	});
	return found.length === 1 ? found[0]! : null;
}

/** Whether something is mounted there; where the mounts cannot be read, it is taken as mounted. */
export function isMounted(mountPoint: string): boolean {
	try {
		return isMountPoint(mountPoint);
	} catch {
		return true;
	}
}
