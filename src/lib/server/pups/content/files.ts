/**
 * The files of an installed pup on the host: storage, keys, config file, and the copy of its
 * source.
 */
import { existsSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Logger } from 'pino';
import { isBoxError } from '../../../contract/errors.ts';
import { copyTree } from '../../files/index.ts';
import type { Host, StorageLimits, StorageUsage } from '../../host/index.ts';
import {
	KEY_FILES,
	pupFolderRemove,
	pupSourceOf,
	pupSourcesKeep,
	pupSourceTake,
	SOURCE_FOLDERS,
	stagedSourceOf,
	storageChangeOwner,
	storageLimit,
	storageCreate,
	storageRemove,
	storageUsage,
	storageWrite,
	volumeCreate,
	volumePath
} from '../../host/index.ts';
import type { Keyring } from '../../keys/index.ts';
import { envFile, type ConfigValues } from '../config/index.ts';

/** A user and group inside a pup. */
export interface Account {
	uid: number;
	gid: number;
}

export interface PupFiles {
	storagePath(id: string): string;
	/** @param folder folder of the version: see `Release` */
	sourcePath(id: string, folder: string): string;
	/**
	 * Creates the storage where it is missing. Changes the owner of its contents where the
	 * services' user has changed. @returns whether it contains data
	 */
	createStorage(id: string, signal?: AbortSignal): Promise<boolean>;
	/**
	 * Creates the folders in which an image keeps data, with their contents in the image.
	 * @param layer folder of the image's layer
	 */
	createVolumes(id: string, volumes: readonly string[], layer: string): Promise<void>;
	volumePath(id: string, target: string): string;
	/** Copies the pup's folder out of its source. @returns bytes */
	copySource(id: string, folder: string, from: string, signal: AbortSignal): Promise<number>;
	hasSource(id: string, folder: string): boolean;
	/** Removes the files of all other versions. @param current the installed version */
	keepSources(id: string, current: string, others: readonly string[]): Promise<void>;
	/** Writes `.dbx/config.env`, if it differs. */
	writeConfig(id: string, values: ConfigValues): Promise<void>;
	/**
	 * Derives and writes the pup's keys.
	 * @returns false while the owner's password is missing or the key manager is down
	 */
	writeKeys(id: string): Promise<boolean>;
	/**
	 * Size of the storage.
	 * @param countFiles also counts files: twice the work, where the filesystem keeps no count
	 */
	storageUsage(id: string, countFiles: boolean): Promise<StorageUsage>;
	/** Enforces the configured limit at once, where the filesystem supports it. */
	limitStorage(id: string): Promise<boolean>;
	/** Removes everything except the storage. */
	removeFolder(id: string): Promise<void>;
	removeStorage(id: string): Promise<void>;
}

/** The owner of data, and earlier owners to whom parts of them may still belong. */
type DataOwner = Account & { others?: Account[] };

const plainAccount = ({ uid, gid }: Account): Account => ({ uid, gid });
const isSame = (a: Account, b: Account) => a.uid === b.uid && a.gid === b.gid;

/** Narrows a folder name from the row, where it is stored as text. */
function known(folder: string): (typeof SOURCE_FOLDERS)[number] {
	const found = SOURCE_FOLDERS.find((one) => one === folder);
	if (!found) throw new Error(`no folder of a pup's files: ${folder}`);
	return found;
}

export function createPupFiles(deps: {
	host: Host;
	keyring: Pick<Keyring, 'locked' | 'delegate'>;
	log: Logger;
	/** The user as which the services of a pup start. */
	accountOf: (id: string) => Account;
	/** The recorded owner of a pup's data; null where it is unknown, or the pup has no root yet. */
	dataOwner: {
		get(id: string): { now: DataOwner | null; next: Account } | null;
		set(id: string, owner: DataOwner): void;
	};
	/** Limits of a pup's data. */
	limitsOf: (id: string) => StorageLimits;
}): PupFiles {
	const { host, keyring, log, accountOf, dataOwner, limitsOf } = deps;

	/**
	 * Changes the owner of the data. Possible earlier owners are recorded before, and forgotten
	 * when everything is changed. So an interrupted change is completed the next time, in either
	 * direction. Root needs no change of files, but the earlier owners are recorded for a later
	 * change.
	 */
	async function give(id: string, now: DataOwner | null, next: Account, signal?: AbortSignal): Promise<void> {
		const others = now ? [now, ...(now.others ?? [])].filter((one) => !isSame(one, next)).map(plainAccount) : [];
		if (now && isSame(now, next) && (others.length === 0 || next.uid === 0)) return;
		const owner = plainAccount(next);
		dataOwner.set(id, others.length > 0 ? { ...owner, others } : owner);
		if (others.length === 0 || next.uid === 0) return;
		for (const from of others) await host.call(storageChangeOwner, { pupId: id, from, to: owner }, { signal });
		dataOwner.set(id, owner);
	}

	return {
		storagePath: (id) => join(host.paths.storage, id),
		sourcePath: (id, folder) => pupSourceOf(host.paths, id, folder),
		hasSource: (id, folder) => existsSync(pupSourceOf(host.paths, id, folder)),
		async keepSources(id, current, others) {
			await host.call(pupSourcesKeep, { pupId: id, current: known(current), keep: others.map(known) });
		},
		async createStorage(id, signal) {
			const owner = dataOwner.get(id);
			if (owner) await give(id, owner.now, owner.next, signal);
			return host.call(storageCreate, { pupId: id, account: accountOf(id), limits: limitsOf(id) });
		},
		async createVolumes(id, volumes, layer) {
			for (const target of volumes) {
				await host.call(volumeCreate, { pupId: id, account: accountOf(id), target, layer });
			}
		},
		volumePath: (id, target) => volumePath(host.paths, id, target),
		async copySource(id, folder, from, signal) {
			// Copied with the rights of this process; then the host takes the copy.
			const staged = stagedSourceOf(host.paths, id);
			try {
				await rm(staged, { recursive: true, force: true });
				await mkdir(dirname(staged), { recursive: true, mode: 0o700 });
				await copyTree(from, staged, { give: null, of: null, signal });
				return await host.call(pupSourceTake, { pupId: id, folder: known(folder) }, { signal });
			} finally {
				await rm(staged, { recursive: true, force: true });
			}
		},
		async writeConfig(id, values) {
			const text = envFile(values);
			const account = accountOf(id);
			await host.call(storageWrite, { pupId: id, account, folder: '.dbx', name: 'config.env', text, mode: 0o600 });
		},
		async writeKeys(id) {
			if (keyring.locked()) return false;
			try {
				const key = await keyring.delegate(id);
				const account = accountOf(id);
				await host.call(storageCreate, { pupId: id, account });
				// Mode 0400, owned by the pup's user: other services of the host cannot read them,
				// and the pup need not write them.
				const write = (name: string, text: string) =>
					host.call(storageWrite, { pupId: id, account, folder: null, name, text, mode: 0o400 });
				await write(KEY_FILES[0], key.priv);
				await write(KEY_FILES[1], key.extended);
				return true;
			} catch (error) {
				if (!isBoxError(error) || !['keys-locked', 'key-manager-down'].includes(error.code)) throw error;
				log.info({ pup: id, code: error.code }, 'the keys of a pup have to wait');
				return false;
			}
		},
		storageUsage: (id, countFiles) => host.call(storageUsage, { pupId: id, files: countFiles }),
		limitStorage: (id) => host.call(storageLimit, { pupId: id, limits: limitsOf(id) }),
		async removeFolder(id) {
			await host.call(pupFolderRemove, { pupId: id });
		},
		async removeStorage(id) {
			await host.call(storageRemove, { pupId: id });
		}
	};
}
