/**
 * Folders of installed pups: their storage (owned by the pup's user in the mapped range) and the
 * copy of their source.
 *
 * A pup writes its storage itself, so nothing in there is trusted: folders are opened without
 * following links, and files are reached through the opened folder (`/proc/self/fd/N/name`, the
 * effect of openat(2)), never through their path again.
 */
import { constants } from 'node:fs';
import { chmod, chown, lstat, mkdir, open, readdir, rename, rm, type FileHandle } from 'node:fs/promises';
import { randomBytes } from 'node:crypto';
import { dirname, join } from 'node:path';
import * as v from 'valibot';
import { BoxError } from '../../../contract/errors.ts';
import { copyTree, writeFileAtomic } from '../../files/index.ts';
import { confine, plainPath } from '../confine.ts';
import { isFolderIn } from '../in-layer.ts';
import { readMounts } from '../../mountinfo.ts';
import { insideId } from '../oci-schema.ts';
import { removeTree } from '../remove-tree.ts';
import type { HostPaths } from '../types.ts';
import { verb, type VerbContext } from '../verb.ts';
import { forgetProject, giveProject, setProjectLimits, storageLimits, type StorageLimits } from './quota.ts';

/** The user of every pup inside its container (reference: pups.md, “What a running pup sees”). */
export const PUP_USER = { uid: 420, gid: 69 } as const;
const { O_RDONLY, O_WRONLY, O_CREAT, O_EXCL, O_DIRECTORY, O_NOFOLLOW, O_NONBLOCK } = constants;

/** The id of a pup, as an argument of a verb. */
export const pupId = v.pipe(v.string(), v.regex(/^[0-9a-f]{32}$/, 'not the id of a pup'));
/** A single part of a path. */
const fileName = v.pipe(
	v.string(),
	v.regex(/^[a-zA-Z0-9.][a-zA-Z0-9._-]{0,63}$/),
	v.check((name) => name !== '.' && name !== '..', 'not a name')
);

/** Files of the pup's own key in its storage: one key in two formats. */
export const KEY_FILES = ['delegated.key', 'delegated.extended.key'] as const;
/** Names that the box itself creates in a storage. */
const OWN_FILES: readonly string[] = ['.dbx', ...KEY_FILES];

/** `<storage>/<id>`: mounted at `/storage`. */
export const storageOf = (paths: HostPaths, id: string) => join(paths.storage, id);
/** `<data>/pups/<id>`: what the box itself stores for a pup. */
export const pupFolderOf = (paths: HostPaths, id: string) => join(paths.data, 'pups', id);
/**
 * Folders for the files of a pup: one each for the current version, the previous version, and the
 * version being prepared.
 */
export const SOURCE_FOLDERS = ['source', 'source.1', 'source.2'] as const;
const sourceFolder = v.picklist(SOURCE_FOLDERS, 'no folder of a pup’s files');
/** `<data>/pups/<id>/source`: mounted at `/pup`. @param folder one of the above */
export const pupSourceOf = (paths: HostPaths, id: string, folder: string = 'source') =>
	join(pupFolderOf(paths, id), v.parse(sourceFolder, folder));
/**
 * File with the name of the folder that holds the current version, for a box without its database.
 */
export const CURRENT_FILE = 'current';

/** Initial user of a pup's services, inside its container. */
export const account = v.object({ uid: insideId, gid: insideId });

function owner(context: VerbContext, { uid, gid }: { uid: number; gid: number }): { uid: number; gid: number } {
	return { uid: context.names.idBase + uid, gid: context.names.idBase + gid };
}

/**
 * `<storage>/<id>.volumes`: folders in which an image keeps its data, each mounted separately. They
 * are outside the storage, where the pup could replace one with a link.
 */
export const volumesOf = (paths: HostPaths, id: string) => join(paths.storage, `${id}.volumes`);
/** Host path of a volume. @param target path inside the container */
export const volumePath = (paths: HostPaths, id: string, target: string) =>
	join(volumesOf(paths, id), encodeURIComponent(target));

/** `<storage>/<id>.box`: the root of a container on the disk, and its snapshots. */
export const diskFolder = (paths: HostPaths, id: string) => join(paths.storage, `${id}.box`);
/** The folder in a container's `diskRoot`; it contains the overlay's two folders. */
export const diskRootFolder = (paths: HostPaths, id: string) => join(diskFolder(paths, id), 'root');

/** Existing folders with the data of a pup, or of a container whose root is on the disk. */
export async function foldersOf(paths: HostPaths, id: string): Promise<string[]> {
	const folders = [storageOf(paths, id), volumesOf(paths, id), diskRootFolder(paths, id)];
	const there = await Promise.all(folders.map((folder) => lstat(folder).catch(() => null)));
	return folders.filter((_, at) => there[at] !== null);
}

/** 409: the disk with the pups' data is not mounted. */
export function storageMissing(mountPoint: string): BoxError {
	return new BoxError({
		code: 'storage-missing',
		status: 409,
		message: `The disk with the pups’ data is not mounted at ${mountPoint}.`,
		hint: `Connect it and run: mount ${mountPoint}. Pups that should run then start by themselves.`
	});
}

/**
 * Requires the chosen disk to be mounted. Anything written below the empty mount point would be
 * hidden, and missing, when the disk is mounted again.
 * @throws BoxError 409 `storage-missing`
 */
export async function needStorage({ storageMount }: HostPaths): Promise<void> {
	if (!storageMount || (await readMounts()).some((mount) => mount.target === storageMount)) return;
	throw storageMissing(storageMount);
}

/**
 * Creates a pup's storage, or corrects the owner of an existing folder without touching its
 * contents. If the filesystem enforces limits, it enforces this pup's from then on.
 * @returns whether it contains anything that the box did not create
 */
export const storageCreate = verb(
	'storage.make',
	v.object({
		pupId,
		account,
		/** Limits of its data; absent: unchanged. */
		limits: v.optional(storageLimits)
	}),
	async (args, context): Promise<boolean> => {
		await needStorage(context.paths);
		await mkdir(context.paths.storage, { recursive: true, mode: 0o711 });
		const folder = storageOf(context.paths, args.pupId);
		await mkdir(folder, { mode: 0o750 }).catch(ignoring('EEXIST'));
		const handle = await open(folder, O_RDONLY | O_DIRECTORY | O_NOFOLLOW);
		try {
			const { uid, gid } = owner(context, args.account);
			await handle.chown(uid, gid);
			// A pup that starts as root may run its services as other users, who must pass through.
			await handle.chmod(args.account.uid === 0 ? 0o711 : 0o750);
			// The filesystem may claim to enforce limits but cannot (in a container without the
			// disk's device): then dogeboxd measures, and the pup starts.
			if (args.limits) await keepLimits(args.pupId, folder, args.limits, context).catch(() => {});
			const names = await readdir(`/proc/self/fd/${handle.fd}`);
			return names.some((name) => !OWN_FILES.includes(name));
		} finally {
			await handle.close();
		}
	}
);

/**
 * Creates a volume if it is missing, as a copy of the image's folder including owners. An existing
 * one is left unchanged.
 */
export const volumeCreate = verb(
	'storage.volume',
	v.object({
		pupId,
		account,
		/** Path inside the container. */
		target: plainPath,
		/** Folder of the image's files. */
		layer: plainPath
	}),
	async (args, context): Promise<null> => {
		const { paths } = context;
		await needStorage(paths);
		const layer = await confine(paths, args.layer, ['images']);
		const folder = volumePath(paths, args.pupId, args.target);
		if (await lstat(folder).catch(() => null)) return null;
		await mkdir(dirname(folder), { recursive: true, mode: 0o711 });
		await chmod(dirname(folder), 0o711);
		// New entries belong to the same project.
		await giveProject(args.pupId, [dirname(folder)], context);
		const draft = `${folder}.new`;
		await rm(draft, { recursive: true, force: true });
		await mkdir(draft, { mode: 0o755 });
		const { uid, gid } = owner(context, args.account);
		await chown(draft, uid, gid);
		if (await isFolderIn(layer, args.target)) {
			const from = join(layer, args.target, '.');
			await context.spawn('cp', ['-a', '--', `${from}/.`, draft], { signal: context.signal });
		}
		await rename(draft, folder);
		return null;
	}
);

/**
 * Writes a file in a pup's storage, owned by the pup's user, atomically (temporary file, fsync,
 * rename). Leaves an existing file with the same text, owner and mode alone.
 * @returns whether it was written
 */
export const storageWrite = verb(
	'storage.write',
	v.object({
		pupId,
		account,
		/**
		 * Folder directly below the storage, created with 0700 if missing; null for the storage
		 * itself.
		 */
		folder: v.nullable(fileName),
		name: fileName,
		/** May be a secret: it is never logged and never part of a message. */
		text: v.pipe(v.string(), v.maxLength(1024 * 1024)),
		mode: v.picklist([0o400, 0o600])
	}),
	async (args, context): Promise<boolean> => {
		await needStorage(context.paths);
		const { uid, gid } = owner(context, args.account);
		const top = await open(storageOf(context.paths, args.pupId), O_RDONLY | O_DIRECTORY | O_NOFOLLOW);
		let folder = top;
		try {
			if (args.folder !== null) folder = await openFolder(top, args.folder, uid, gid);
			const file = within(folder, args.name);
			const bytes = Buffer.from(args.text);
			if (await isSame(file, bytes, { uid, gid, mode: args.mode })) return false;
			const draft = within(folder, `.${randomBytes(8).toString('hex')}`);
			try {
				const handle = await open(draft, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0o600);
				try {
					await handle.writeFile(bytes);
					await handle.chown(uid, gid);
					await handle.chmod(args.mode);
					await handle.sync();
				} finally {
					await handle.close();
				}
				await rename(draft, file).catch(async (error: NodeJS.ErrnoException) => {
					// The pup created a folder of this name: rename it away with its contents.
					// Emptying it while the pup runs is unsafe: a link could replace a folder
					// between check and removal.
					if (error.code !== 'EISDIR' && error.code !== 'ENOTEMPTY') throw error;
					await rename(file, within(folder, `${args.name}.${randomBytes(4).toString('hex')}`));
					await rename(draft, file);
				});
			} catch (error) {
				await rm(draft, { force: true });
				throw error;
			}
			await folder.sync();
			return true;
		} finally {
			if (folder !== top) await folder.close();
			await top.close();
		}
	}
);

/**
 * Removes a pup's storage with its contents. A missing folder is no error. A missing disk is one,
 * because the data would remain on it.
 */
export const storageRemove = verb('storage.remove', v.object({ pupId }), async (args, context): Promise<null> => {
	await needStorage(context.paths);
	for (const folder of [storageOf(context.paths, args.pupId), volumesOf(context.paths, args.pupId)]) {
		await removeTree(folder, context);
	}
	// The limit of removed data may remain, which is useless but harmless.
	await forgetProject(args.pupId, context).catch(() => {});
	return null;
});

async function keepLimits(id: string, folder: string, limits: StorageLimits, context: VerbContext): Promise<void> {
	if (await giveProject(id, await foldersOf(context.paths, id), context)) {
		await setProjectLimits(id, folder, limits, context);
	}
}

/** `<data>/staging/<id>`: dogeboxd's folder where it puts files for {@link pupSourceTake}. */
export const stagedSourceOf = (paths: HostPaths, id: string) => join(paths.data, 'staging', id);

/**
 * Takes the files of a pup that dogeboxd has staged, so that the installed files are what runs.
 * Makes a copy that belongs to the mapped root and is readable for everyone inside. Replaces an
 * earlier copy as a whole. Refuses files that dogeboxd does not own, however they got there.
 * @returns bytes copied
 * @throws BoxError 422 `bad-source` like {@link copyTree}
 */
export const pupSourceTake = verb(
	'pup-source.take',
	v.object({ pupId, folder: sourceFolder }),
	async (args, context): Promise<number> => {
		const folder = pupFolderOf(context.paths, args.pupId);
		const target = pupSourceOf(context.paths, args.pupId, args.folder);
		for (const path of [dirname(folder), folder]) {
			await mkdir(path, { recursive: true });
			await chmod(path, 0o711);
		}
		const draft = `${target}.new`;
		await removeTree(draft, context);
		try {
			const bytes = await copyTree(stagedSourceOf(context.paths, args.pupId), draft, {
				give: context.names.idBase,
				of: context.account?.uid ?? null,
				signal: context.signal
			});
			await removeTree(target, context);
			await rename(draft, target);
			return bytes;
		} catch (error) {
			await removeTree(draft, context);
			throw error;
		}
	}
);

/**
 * Removes the folders of a pup's files except the named ones, and records which one holds the
 * current version.
 */
export const pupSourcesKeep = verb(
	'pup-source.keep',
	v.object({ pupId, current: sourceFolder, keep: v.array(sourceFolder) }),
	async (args, context): Promise<null> => {
		const folder = pupFolderOf(context.paths, args.pupId);
		if (!(await lstat(folder).catch(() => null))) return null;
		writeFileAtomic(join(folder, CURRENT_FILE), args.current, { mode: 0o640 });
		for (const name of SOURCE_FOLDERS) {
			if (name !== args.current && !args.keep.includes(name)) await removeTree(join(folder, name), context);
		}
		return null;
	}
);

/** Removes what the box stores for a pup besides its storage. A missing folder is no error. */
export const pupFolderRemove = verb('pup-folder.remove', v.object({ pupId }), async (args, context): Promise<null> => {
	await removeTree(pupFolderOf(context.paths, args.pupId), context);
	return null;
});

const ignoring = (code: string) => (error: NodeJS.ErrnoException) => {
	if (error.code !== code) throw error;
};

/**
 * Path of a name in an opened folder: the kernel resolves it in exactly that folder, even if it was
 * moved.
 */
const within = (folder: FileHandle, name: string) => `/proc/self/fd/${folder.fd}/${name}`;

async function openFolder(parent: FileHandle, name: string, uid: number, gid: number): Promise<FileHandle> {
	const path = within(parent, name);
	const flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW;
	const handle = await open(path, flags).catch(async (error: NodeJS.ErrnoException) => {
		// A file or link that the pup created: remove it, not its target.
		if (error.code === 'ENOTDIR' || error.code === 'ELOOP') await rm(path, { force: true });
		else if (error.code !== 'ENOENT') throw error;
		await mkdir(path, { mode: 0o700 }).catch(ignoring('EEXIST'));
		return open(path, flags);
	});
	await handle.chown(uid, gid);
	await handle.chmod(0o700);
	return handle;
}

async function isSame(file: string, bytes: Buffer, want: { uid: number; gid: number; mode: number }): Promise<boolean> {
	const handle = await open(file, O_RDONLY | O_NOFOLLOW | O_NONBLOCK).catch(() => null);
	if (!handle) return false;
	try {
		const stat = await handle.stat();
		return (
			stat.isFile() &&
			stat.nlink === 1 &&
			stat.size === bytes.length &&
			stat.uid === want.uid &&
			stat.gid === want.gid &&
			(stat.mode & 0o7777) === want.mode &&
			bytes.equals(await handle.readFile())
		);
	} finally {
		await handle.close();
	}
}
