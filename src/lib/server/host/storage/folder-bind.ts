/**
 * A developer's own folder made ready to be mounted into a pup (dev mode): bound to a place in the
 * run folder which the mapped root can reach. Nothing of the folder itself is changed: no owner, no
 * mode.
 */
import { constants } from 'node:fs';
import { chmod, lstat, mkdir, open, readlink, realpath, rmdir, type FileHandle } from 'node:fs/promises';
import { isAbsolute, join, normalize } from 'node:path';
import * as v from 'valibot';
import { BoxError } from '../../../contract/errors.ts';
import { containerId, isWithin } from '../confine.ts';
import { containerRange, mountMapped, rangeBase } from '../ids/index.ts';
import { readMounts } from '../../mountinfo.ts';
import type { HostPaths } from '../types.ts';
import { verb, type VerbContext } from '../verb.ts';
import { PUP_USER } from './storage.ts';

/**
 * Place at which a pup's bound folder is mounted. Not in the folder of its container: that is
 * removed with all it holds, which must never reach the developer's files.
 */
export const boundFolder = (paths: HostPaths, id: string) => join(paths.run, 'bound', id);

/** A handle to a place alone (open(2)); the same on all architectures Node runs on. */
const O_PATH = 0o10000000;

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
		/** Absolute; anywhere outside of the box's own folders. */
		from: v.pipe(
			v.string(),
			v.maxLength(4096),
			v.check((path) => isAbsolute(path) && normalize(path) === path && !path.includes('\0'), 'not an absolute path')
		),
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
	const [folder, owner, manifest, ...ours] = await Promise.all([
		readlink(link),
		opened.stat(),
		lstat(join(link, 'manifest.json')).catch(() => null),
		...(['data', 'run', 'storage', 'images', 'logs'] as const).map((name) =>
			realpath(context.paths[name]).catch(() => context.paths[name])
		)
	]);
	const touchesOurs = ours.some((own) => isWithin(own, folder) || isWithin(folder, own));
	if (touchesOurs || !manifest?.isFile()) {
		throw new BoxError({
			code: 'invalid-host-call',
			status: 500,
			message: `The host refused to mount ${from} into a pup: it is no folder of a pup.`
		});
	}
	const path = boundFolder(context.paths, id);
	await unbind(id, context);
	await mkdir(path, { recursive: true, mode: 0o711 });
	await chmod(join(context.paths.run, 'bound'), 0o711);
	// What the pup makes would be root's, and it may set the bit that runs a file as its owner.
	const asOwner =
		owner.uid !== 0 &&
		owner.gid !== 0 &&
		(await bindAsOwner(link, path, owner, await rangeBase(range, context.names), context));
	if (!asOwner) {
		// mount(8) would look up the name behind the link and go by that.
		const args = ['--no-canonicalize', '--bind', '-o', 'nosuid,nodev', link, path];
		await context.spawn('mount', args, { signal: context.signal });
	}
	return { path, asOwner };
}

/** Takes a bound folder away again; nothing bound is no error. */
export const folderUnbind = verb(
	'folder.unbind',
	v.object({ id: containerId }),
	async ({ id }, context): Promise<null> => {
		await unbind(id, context);
		return null;
	}
);

async function unbind(id: string, context: VerbContext): Promise<void> {
	const path = boundFolder(context.paths, id);
	if (!(await lstat(path).catch(() => null))) return;
	for (const mount of (await readMounts()).reverse()) {
		if (!isWithin(path, mount.target)) continue;
		const first = await context.spawn('umount', [mount.target], { allow: [1, 32] });
		if (first.exitCode !== 0) await context.spawn('umount', ['-l', mount.target], { allow: [1, 32] });
	}
	// Never with what it holds: were it still mounted, that would be the developer's files.
	await rmdir(path);
	await rmdir(join(context.paths.run, 'bound')).catch(() => {});
}

/**
 * Mounts a folder with its owner shown as the pup's user.
 * @param folder link of its descriptor
 * @returns false where this kernel, filesystem or host cannot do it
 */
async function bindAsOwner(
	folder: string,
	path: string,
	owner: { uid: number; gid: number },
	base: number,
	context: VerbContext
): Promise<boolean> {
	const map = (from: number, to: number) => `${from} ${base + to} 1`;
	const outcome = await mountMapped(
		[
			{ do: 'ids', uids: map(owner.uid, PUP_USER.uid), gids: map(owner.gid, PUP_USER.gid) },
			{ do: 'bind', from: folder, to: path, kind: 'opened' }
		],
		context
	).catch(() => ({ mapped: false }));
	return outcome.mapped;
}
