/**
 * Finds pups on the disk, for a box that lost its database and has to find out what was installed.
 */
import { constants } from 'node:fs';
import { lstat, open, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import { openPlain } from '../../files/index.ts';
import { containerFolder } from '../programs.ts';
import type { HostPaths } from '../types.ts';
import { verb } from '../verb.ts';
import { CURRENT_FILE, pupFolderOf, pupId, pupSourceOf, SOURCE_FOLDERS, storageOf } from './storage.ts';

/** Maximum size of a pup's settings file, bytes; {@link storageWrite} writes none longer. */
const MAX_CONFIG = 1024 * 1024;
const { O_RDONLY, O_DIRECTORY, O_NOFOLLOW } = constants;

/** A pup that has something on the disk. */
export interface FoundPup {
	id: string;
	/** Folder with the copy of its files; null when there is none. */
	folder: string | null;
	/** It has a data folder. */
	storage: boolean;
	/** It has a container, or had one since the host booted. */
	container: boolean;
}

/** Finds pups by their folders on the disk, in the order of their ids. */
export const pupFoldersFind = verb('pup-folders.find', v.object({}), async (_, { paths }): Promise<FoundPup[]> => {
	const idsIn = async (folder: string) => {
		const names = await readdir(folder).catch(() => []);
		return names.filter((name) => v.is(pupId, name));
	};
	const folders = await Promise.all(
		[join(paths.data, 'pups'), paths.storage, join(paths.run, 'containers')].map(idsIn)
	);
	const ids = [...new Set(folders.flat())].sort();
	return Promise.all(
		ids.map(async (id) => ({
			id,
			folder: await currentFolder(paths, id),
			storage: await isFolder(storageOf(paths, id)),
			container: await isFolder(containerFolder(paths, id))
		}))
	);
});

const isFolder = async (path: string) => (await lstat(path).catch(() => null))?.isDirectory() ?? false;

/** Returns the folder that was last recorded as current, or the first one that exists. */
async function currentFolder(paths: HostPaths, id: string): Promise<string | null> {
	const said = await textOf(join(pupFolderOf(paths, id), CURRENT_FILE));
	for (const name of [...SOURCE_FOLDERS].sort((a, b) => Number(b === said) - Number(a === said))) {
		if (await isFolder(pupSourceOf(paths, id, name))) return name;
	}
	return null;
}

/** What the box itself wrote for a pup, and can read back. */
export interface PupRemains {
	/** Text of `.dbx/config.env`, which may hold secrets; null when there is none. */
	config: string | null;
	/** The pup's keys were created. */
	keys: boolean;
	/** Address on the pup network in the existing container; null without a container. */
	address: string | null;
}

/** Reads what is left of a pup's settings. Follows no link in its storage and trusts nothing. */
export const pupRemainsRead = verb(
	'pup-remains.read',
	v.object({ pupId }),
	async (args, { paths }): Promise<PupRemains> => {
		const remains: PupRemains = {
			config: null,
			keys: false,
			address: await addressOf(containerFolder(paths, args.pupId))
		};
		const flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW;
		const top = await open(storageOf(paths, args.pupId), flags).catch(() => null);
		if (!top) return remains;
		try {
			const inside = `/proc/self/fd/${top.fd}`;
			remains.keys = (await lstat(join(inside, 'delegated.key')).catch(() => null))?.isFile() ?? false;
			const folder = await open(join(inside, '.dbx'), flags).catch(() => null);
			if (!folder) return remains;
			try {
				remains.config = await textOf(`/proc/self/fd/${folder.fd}/config.env`);
			} finally {
				await folder.close();
			}
			return remains;
		} finally {
			await top.close();
		}
	}
);

/** Text of a regular file with a single hard link; null for anything else. */
async function textOf(path: string): Promise<string | null> {
	const file = await openPlain(path).catch(() => null);
	if (!file) return null;
	try {
		const { nlink, size } = await file.stat();
		return nlink === 1 && size <= MAX_CONFIG ? await file.readFile('utf8') : null;
	} finally {
		await file.close();
	}
}

const bundle = v.object({ process: v.object({ env: v.array(v.string()) }) });

const ADDRESS = 'DBX_PUP_IP=';

/** Environment in a process's bundle; empty when there is no complete bundle. */
async function envOf(file: string): Promise<string[]> {
	try {
		const parsed = v.safeParse(bundle, JSON.parse(await readFile(file, 'utf8')));
		return parsed.success ? parsed.output.process.env : [];
	} catch {
		return [];
	}
}

/** Reads the address from the services' environment in the bundles, which the agent wrote. */
async function addressOf(folder: string): Promise<string | null> {
	for (const name of await readdir(folder).catch(() => [])) {
		const line = (await envOf(join(folder, name, 'config.json'))).find((one) => one.startsWith(ADDRESS));
		if (line !== undefined) return line.slice(ADDRESS.length);
	}
	return null;
}
