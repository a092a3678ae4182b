/**
 * Binds a developer's own folder for a pup (dev mode) to a path in the run folder that the mapped
 * root can reach. Changes nothing in the folder itself, neither owner nor mode.
 */
import { constants } from 'node:fs';
import { chmod, lstat, mkdir, open, readdir, readlink, realpath, rm, rmdir, type FileHandle } from 'node:fs/promises';
import { isAbsolute, join, normalize } from 'node:path';
import * as v from 'valibot';
import { BoxError } from '../../../contract/errors.ts';
import { containerId, isWithin } from '../confine.ts';
import { insideId } from '../oci-schema.ts';
import { containerRange, carryOutMounts, rangeBase } from '../ids/index.ts';
import { readMounts } from '../../mountinfo.ts';
import type { HostPaths } from '../types.ts';
import { verb, type VerbContext } from '../verb.ts';
import { PUP_USER } from './storage.ts';

/**
 * Path at which a pup's folder is bound. It is outside the container's folder, which is removed
 * with its contents: that must never affect the developer's files.
 */
export const boundFolder = (paths: HostPaths, id: string, place: number | null = null) =>
	join(paths.run, 'bound', place === null ? id : `${id}.${place}`);

/** Opens a location only (open(2)); the value is the same on all architectures Node supports. */
const O_PATH = 0o10000000;

interface UserOf {
	uid: number;
	gid: number;
}

const absolutePath = v.pipe(
	v.string(),
	v.maxLength(4096),
	v.check((path) => isAbsolute(path) && normalize(path) === path && !path.includes('\0'), 'not an absolute path')
);

/**
 * Binds a folder for a container, read and write. If the kernel can (and the folder belongs to
 * neither root nor root's group), its owner's files belong to the pup inside, and the pup's files
 * belong to the owner outside. Otherwise ids stay as they are, and the pup has the rights of
 * others.
 * @returns where it is mounted, and whether the pup acts as the folder's owner
 * @throws BoxError 409 `dev-folder-missing`; 500 `invalid-host-call` for a folder without a pup,
 *   or one that overlaps the box's own folders
 */
export const folderBind = verb(
	'folder.bind',
	v.object({
		id: containerId,
		/** Any path outside the box's own folders. */
		from: absolutePath,
		range: containerRange
	}),
	async ({ id, from, range }, context): Promise<{ path: string; asOwner: boolean }> => {
		const opened = await open(from, O_PATH | constants.O_DIRECTORY).catch(() => null);
		if (!opened) {
			throw new BoxError({ code: 'dev-folder-missing', status: 409, message: `There is no folder ${from}.` });
		}
		try {
			return await bindOpened(opened, { id, from, range }, context);
		} finally {
			await opened.close();
		}
	}
);

const realpathOf = (path: string) => realpath(path).catch(() => path);

/** Whether a path is inside one of the box's own folders, or contains one. */
async function touchesOurs(place: string, paths: HostPaths): Promise<boolean> {
	const names = ['data', 'run', 'storage', 'images', 'logs'] as const;
	const ours = await Promise.all(names.map((name) => realpathOf(paths[name])));
	return ours.some((own) => isWithin(own, place) || isWithin(place, own));
}

/**
 * Checks and mounts the folder behind a handle. Everything uses the handle and never the name,
 * whose target the owner can change at any moment.
 */
async function bindOpened(
	opened: FileHandle,
	{ id, from, range }: { id: string; from: string; range: number | null },
	context: VerbContext
): Promise<{ path: string; asOwner: boolean }> {
	// With our process id, because `self` differs in the programs that mount.
	const link = `/proc/${process.pid}/fd/${opened.fd}`;
	const [folder, owner, manifest] = await Promise.all([
		readlink(link),
		opened.stat(),
		lstat(join(link, 'manifest.json')).catch(() => null)
	]);
	if (!manifest?.isFile() || (await touchesOurs(folder, context.paths))) {
		throw new BoxError({
			code: 'invalid-host-call',
			status: 500,
			message: `The host refused to mount ${from} into a pup: it is no folder of a pup.`
		});
	}
	const path = boundFolder(context.paths, id);
	await unbind(path, context);
	return mountOpened({ link, path, owner, as: PUP_USER, range, folder: true }, context);
}

/** Mounts what a handle refers to at a path in the run folder. */
async function mountOpened(
	what: {
		/** Path of its descriptor below `/proc`. */
		link: string;
		path: string;
		owner: { uid: number; gid: number };
		/** User inside the container who becomes its owner. */
		as: { uid: number; gid: number };
		range: number | null;
		folder: boolean;
	},
	context: VerbContext
): Promise<{ path: string; asOwner: boolean }> {
	const { link, path, owner } = what;
	await mkdir(join(context.paths.run, 'bound'), { recursive: true, mode: 0o711 });
	await chmod(join(context.paths.run, 'bound'), 0o711);
	if (what.folder) await mkdir(path, { recursive: true, mode: 0o711 });
	else await (await open(path, 'wx', 0o600)).close();
	// Files created inside would belong to root, and could have the setuid bit.
	const asOwner =
		owner.uid !== 0 &&
		owner.gid !== 0 &&
		(await bindAsOwner({ ...what, base: await rangeBase(what.range, context.names) }, context));
	if (!asOwner) {
		// mount(8) would otherwise resolve the link and use the resulting name.
		const args = ['--no-canonicalize', '--bind', '-o', 'nosuid,nodev', link, path];
		await context.spawn('mount', args, { signal: context.signal });
	}
	return { path, asOwner };
}

const insideUser = v.object({ uid: insideId, gid: insideId });

/**
 * Binds a folder or file of the host for a box. It must be at or below a folder that the host's
 * administrator allowed for this agent, after following links. If the kernel can and the owner is
 * not root, its owner appears as the box's user inside.
 * @returns its kind
 * @throws BoxError 409 `folder-missing`, 403 `folder-not-allowed`
 */
export const boxFolderBind = verb(
	'folder.bind-allowed',
	v.object({
		id: containerId,
		/** Number of the folder among those of this box. */
		place: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(99)),
		from: absolutePath,
		range: containerRange,
		user: insideUser
	}),
	async ({ id, place, from, range, user }, context): Promise<{ kind: 'folder' | 'file' }> => {
		const opened = await open(from, O_PATH).catch(() => null);
		if (!opened) {
			const message = `There is no ${from.slice(0, 300)} on the host.`;
			throw new BoxError({ code: 'folder-missing', status: 409, message, hint: 'Create it, then start the box.' });
		}
		try {
			const link = `/proc/${process.pid}/fd/${opened.fd}`;
			const [real, owner] = await Promise.all([readlink(link), opened.stat()]);
			const allowed = await Promise.all((context.boxFolders ?? []).map(realpathOf));
			const plain = owner.isDirectory() || owner.isFile();
			const below = allowed.some((tree) => isWithin(tree, real));
			if (!plain || !below || (await touchesOurs(real, context.paths))) {
				throw new BoxError({
					code: 'folder-not-allowed',
					status: 403,
					message: `Boxes may not use ${from.slice(0, 300)} of the host.`,
					hint: 'The host’s administrator can allow folders with DOGEBOX_BOX_FOLDERS.'
				});
			}
			const path = boundFolder(context.paths, id, place);
			await unbind(path, context);
			const folder = owner.isDirectory();
			await mountOpened({ link, path, owner, as: user, range, folder }, context);
			return { kind: folder ? 'folder' : 'file' };
		} finally {
			await opened.close();
		}
	}
);

/** Unmounts the bound folders of a container; none is no error. */
export const folderUnbind = verb(
	'folder.unbind',
	v.object({ id: containerId }),
	async ({ id }, context): Promise<null> => {
		const bound = join(context.paths.run, 'bound');
		const own = (name: string) => name === id || (name.startsWith(`${id}.`) && /^\d+$/.test(name.slice(id.length + 1)));
		for (const name of (await readdir(bound).catch(() => [])).filter(own)) await unbind(join(bound, name), context);
		await rmdir(bound).catch(() => {});
		return null;
	}
);

async function unbind(path: string, context: VerbContext): Promise<void> {
	const found = await lstat(path).catch(() => null);
	if (!found) return;
	for (const mount of (await readMounts()).reverse()) {
		if (!isWithin(path, mount.target)) continue;
		const first = await context.spawn('umount', [mount.target], { allow: [1, 32] });
		if (first.exitCode !== 0) await context.spawn('umount', ['-l', mount.target], { allow: [1, 32] });
	}
	// Never recursively: if it were still mounted, that would delete a person's files.
	if ((await lstat(path)).isDirectory()) await rmdir(path);
	else await rm(path);
}

/**
 * Mounts what a descriptor refers to, with its owner mapped to a user inside.
 * @returns false when this kernel, filesystem or host cannot do that
 */
async function bindAsOwner(
	{ link, path, owner, as, base }: Record<'link' | 'path', string> & Record<'owner' | 'as', UserOf> & { base: number },
	context: VerbContext
): Promise<boolean> {
	const map = (from: number, to: number) => `${from} ${base + to} 1`;
	const outcome = await carryOutMounts(
		[
			{ do: 'ids', uids: map(owner.uid, as.uid), gids: map(owner.gid, as.gid) },
			{ do: 'bind', from: link, to: path, kind: 'opened' }
		],
		context
	).catch(() => ({ mapped: false }));
	return outcome.mapped;
}
