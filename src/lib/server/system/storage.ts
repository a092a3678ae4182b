/** The disk of pups' data: chosen once, then expected to be mounted. */
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
 * The storage place on a disk.
 * @param disks the host's; the first is the data folder's own
 * @param name of the disk; empty for the data folder's
 * @param instance name of this instance, part of the folder on another disk
 * @returns null for the data folder's own disk
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

/** Key of the chosen place in the settings. */
export const STORAGE_KEY = 'box.storage';

/** Stores the chosen place; null for the data folder's own disk. */
export function keepStoragePlace(settings: Settings, place: StoragePlace | null): void {
	settings.set(STORAGE_KEY, place);
}

/**
 * Finds the place on another disk that this instance had chosen before, by its existing folder.
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

/** Whether something is mounted there; true where the mounts cannot be read. */
export function isMounted(mountPoint: string): boolean {
	try {
		return isMountPoint(mountPoint);
	} catch {
		return true;
	}
}
