/**
 * The files of an installed pup on the host: storage, keys, config file, the copy of its source.
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

/** User and group inside a pup. */
export interface Account {
	uid: number;
	gid: number;
}

export interface PupFiles {
	storagePath(id: string): string;
	/** @param folder of the version: see `Release` */
	sourcePath(id: string, folder: string): string;
	/**
	 * Creates the storage where it is missing, and gives what it holds to the user as whom its
	 * services begin, where that was another. @returns whether it holds data
	 */
	createStorage(id: string, signal?: AbortSignal): Promise<boolean>;
	/** Creates what an image keeps its data in, as it is in the image. @param layer its folder */
	createVolumes(id: string, volumes: readonly string[], layer: string): Promise<void>;
	volumePath(id: string, target: string): string;
	/** Copies the pup's folder out of its source. @returns bytes */
	copySource(id: string, folder: string, from: string, signal: AbortSignal): Promise<number>;
	hasSource(id: string, folder: string): boolean;
	/** Removes the files of other versions than these. @param current that which the pup has */
	keepSources(id: string, current: string, others: readonly string[]): Promise<void>;
	/** Writes `.dbx/config.env`, where it differs. */
	writeConfig(id: string, values: ConfigValues): Promise<void>;
	/**
	 * Derives and writes the pup's keys.
	 * @returns false when that has to wait for the owner's password, or for the key manager
	 */
	writeKeys(id: string): Promise<boolean>;
	/**
	 * What the storage takes.
	 * @param countFiles files too: twice the work, where the filesystem does not count them
	 */
	storageUsage(id: string, countFiles: boolean): Promise<StorageUsage>;
	/** Has the limit that is set now kept at once, where the filesystem can. */
	limitStorage(id: string): Promise<boolean>;
	/** Removes all but the storage. */
	removeFolder(id: string): Promise<void>;
	removeStorage(id: string): Promise<void>;
}

/** To whom data were given, and to whom some of them may still belong. */
type DataOwner = Account & { others?: Account[] };

const plainAccount = ({ uid, gid }: Account): Account => ({ uid, gid });
const isSame = (a: Account, b: Account) => a.uid === b.uid && a.gid === b.gid;

/** The row holds it as text. */
function known(folder: string): (typeof SOURCE_FOLDERS)[number] {
	const found = SOURCE_FOLDERS.find((one) => one === folder);
	if (!found) throw new Error(`no folder of a pup's files: ${folder}`);
	return found;
}

export function createPupFiles(deps: {
	host: Host;
	keyring: Pick<Keyring, 'locked' | 'delegate'>;
	log: Logger;
	/** As whom the services of a pup begin. */
	accountOf: (id: string) => Account;
	/** To whom the data of a pup belong; null where that is not known, or it has no root yet. */
	dataOwner: {
		get(id: string): { now: DataOwner | null; next: Account } | null;
		set(id: string, owner: DataOwner): void;
	};
	/** What the data of a pup may take. */
	limitsOf: (id: string) => StorageLimits;
}): PupFiles {
	const { host, keyring, log, accountOf, dataOwner, limitsOf } = deps;

	/**
	 * Gives the data to another user. Those who may have some of them are written down before, and
	 * forgotten when all is given: whatever ends it in between, the next time gives the rest, in
	 * whichever direction. Root needs nothing given, but whose they are is kept for who comes next.
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
			// Read with the rights of this process; the host takes what is there then.
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
				// 0400 and owned by the pup's user: other services of the box cannot read them, the
				// pup need not write them.
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
