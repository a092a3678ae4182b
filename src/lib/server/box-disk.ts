/** Folders, disk and database of the box, as the composition root opens and watches them. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Logger } from 'pino';
import { ifWritable } from '../contract/system-errors.ts';
import type { BoxConfig } from './config.ts';
import { openDatabase, type Database, type Replaced } from './db/index.ts';
import type { Events } from './events/types.ts';
import type { HostPaths } from './host/index.ts';
import type { Services } from './services.ts';
import {
	createSpaceReserve,
	createSpaceWatch,
	type SpaceReserve,
	type SpaceWatch,
	type System
} from './system/index.ts';

/**
 * Creates the folders. Those on the path to what containers must reach are 0711; the database and
 * keys below are protected by their own modes.
 */
export function prepareFolders({ data, images, run, logs }: HostPaths): void {
	for (const folder of [data, images, run]) mkdirSync(folder, { recursive: true, mode: 0o711 });
	mkdirSync(logs, { recursive: true, mode: 0o700 });
}

/** Opens the database; on a full disk it first frees the reserve. */
export function openOnAnyDisk({ config, paths, log }: { config: BoxConfig; paths: HostPaths; log: Logger }) {
	const reserve = createSpaceReserve(paths.data);
	if (reserve.releaseIfFull()) log.warn('the disk of the box is full; its reserve was given back');
	const file = join(paths.data, 'dogebox.db');
	return { reserve, database: openDatabase({ file, migrations: config.migrations, log }) };
}

/** Watches the disks of the box and of pups' data, and notifies pages when one is nearly full. */
export function watchSpace(
	reserve: SpaceReserve,
	deps: { paths: HostPaths; system: System; database: Database; events: Events; log: Logger }
): SpaceWatch {
	const { paths, system, database, events, log } = deps;
	return createSpaceWatch({
		folders: () => ({ box: paths.data, pups: system.storageMissing() === null ? paths.storage : null }),
		reserve,
		reserveRoom: (full) => database.reserveRoom(!full),
		changed: () => void ifWritable(() => events.emit({ kind: 'box' })),
		log
	});
}

/**
 * Follow-up after the database was replaced: ends all of its sessions, and adopts pups that it does
 * not know before their containers are adopted.
 */
export async function followReplaced(
	{ copy, done }: Replaced,
	{ log, auth, pups }: Pick<Services, 'log' | 'auth' | 'pups'>
): Promise<void> {
	log.warn({ copy }, 'the database was replaced; looking for what it does not know');
	await auth.revokeAll();
	await pups.rebuild();
	done();
}
