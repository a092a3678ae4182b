/**
 * A developer's own folder made ready to be mounted into a pup (dev mode): bound to a place in the
 * run folder which the mapped root can reach. Nothing of the folder itself is changed: no owner, no
 * mode.
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
 * Place at which a pup's bound folder is mounted. Not in the folder of its container: that is
 * removed with all it holds, which must never reach the developer's files.
 */
export const boundFolder = (paths: HostPaths, id: string, place: number | null = null) =>
	join(paths.run, 'bound', place === null ? id : `${id}.${place}`);

/** A handle to a place alone (open(2)); the same on all architectures Node runs on. */
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
 * Binds a folder for a container, read and write. Where the kernel can (and the folder belongs to
 * neither root nor root's group), its owner's files are the pup's own inside, and what the pup
 * writes is its owner's outside; else ids stay as they are and the pup may do what others may.
 * @returns where it is mounted, and whether the pup acts as the folder's owner
 * @throws BoxError 409 `dev-folder-missing`; 500 `invalid-host-call` for a folder that is no pup's
 *   or touches the box's own
 */
export const folderBind = verb(
	'folder.bind',
	v.object({
		id: containerId,
		/** Anywhere outside of the box's own folders. */
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

/** Whether a place lies in a folder of the box's own, or holds one. */
async function touchesOurs(place: string, paths: HostPaths): Promise<boolean> {
	const names = ['data', 'run', 'storage', 'images', 'logs'] as const;
	const ours = await Promise.all(names.map((name) => realpathOf(paths[name])));
	return ours.some((own) => isWithin(own, place) || isWithin(place, own));
}

/**
 * Checks and mounts the folder behind a handle. All goes by the handle and nothing by the name,
 * which its owner can let lead to another folder at any moment.
 */
async function bindOpened(
	opened: FileHandle,
	{ id, from, range }: { id: string; from: string; range: number | null },
	context: VerbContext
): Promise<{ path: string; asOwner: boolean }> {
	// By our process id: `self` is another process in those that mount.
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

/** Mounts what is behind a handle at a place in the run folder. */
async function mountOpened(
	what: {
		/** Path of its descriptor below `/proc`. */
		link: string;
		path: string;
		owner: { uid: number; gid: number };
		/** Who is its owner inside. */
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
	// What is made inside would be root's, and it may set the bit that runs a file as its owner.
	const asOwner =
		owner.uid !== 0 &&
		owner.gid !== 0 &&
		(await bindAsOwner({ ...what, base: await rangeBase(what.range, context.names) }, context));
	if (!asOwner) {
		// mount(8) would look up the name behind the link and go by that.
		const args = ['--no-canonicalize', '--bind', '-o', 'nosuid,nodev', link, path];
		await context.spawn('mount', args, { signal: context.signal });
	}
	return { path, asOwner };
}

const insideUser = v.object({ uid: insideId, gid: insideId });

/**
 * Binds a folder or file of the host for a box, from below one that the host's administrator
 * allowed to this agent; links lead nowhere else. Its owner is the box's user inside, where the
 * kernel can do that and it is not root.
 * @returns what it is
 * @throws BoxError 409 `folder-missing`, 403 `folder-not-allowed`
 */
export const boxFolderBind = verb(
	'folder.bind-allowed',
	v.object({
		id: containerId,
		/** Which of the box's it is. */
		place: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(99)),
		from: absolutePath,
		range: containerRange,
		user: insideUser
	}),
	async ({ id, place, from, range, user }, context): Promise<{ kind: 'folder' | 'file' }> => {
		const opened = await open(from, O_PATH).catch(() => null);
		if (!opened) {
			const message = `There is no ${from.slice(0, 300)} on the host.`;
			throw new BoxError({ code: 'folder-missing', status: 409, message, hint: 'Make it, then start the box.' });
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
					message: `Boxes may not have ${from.slice(0, 300)} of the host.`,
					hint: 'Its administrator names folders that they may have with DOGEBOX_BOX_FOLDERS.'
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

/** Unmounts a bound folder; nothing bound is no error. */
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
	// Never with what it holds: were it still mounted, that would be a person's files.
	if ((await lstat(path)).isDirectory()) await rmdir(path);
	else await rm(path);
}

/**
 * Mounts what is behind a descriptor with its owner shown as a user inside.
 * @returns false where this kernel, filesystem or host cannot do it
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
