/**
 * Roots of containers on the disk, and copies of them. Everything that is written to such a root is
 * in `<storage>/<id>.box/root/upper`, with owners in the range on the disk, whatever range the
 * container has. A copy of it is a snapshot.
 *
 * Only root can enter `<id>.box`. Everything is created under a draft name and renamed when
 * complete.
 */
import { readFileSync } from 'node:fs';
import { chmod, chown, lstat, mkdir, readdir, rename, rmdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import * as v from 'valibot';
import { BoxError } from '../../../contract/errors.ts';
import { hostCgroups } from '../cgroups.ts';
import { containerId, plainPath } from '../confine.ts';
import { freezerOf } from '../freezer.ts';
import { killProcess } from '../process-identity.ts';
import { containerFolder } from '../programs.ts';
import { removeTree } from '../remove-tree.ts';
import type { HostPaths } from '../types.ts';
import { verb, type VerbContext } from '../verb.ts';
import { forgetProject, giveProject, setProjectLimits, storageLimits } from './quota.ts';
import { diskFolder, diskRootFolder, needStorage } from './storage.ts';

/** Requested properties of a container's root on the disk. */
export const diskRequest = v.object({
	/** {@link diskRootFolder} of the container's id. */
	folder: plainPath,
	bytes: storageLimits.entries.bytes,
	/** Writes need not survive a power cut. */
	passing: v.optional(v.boolean())
});

const snapshotId = v.pipe(v.string(), v.regex(/^[0-9a-f]{32}$/, 'not the id of a snapshot'));
/** The current root on the disk, or one of its snapshots. */
const place = v.object({ id: containerId, snapshot: v.nullable(snapshotId) });
export type DiskVersion = v.InferOutput<typeof place>;

/** Suffixes: a copy under construction, and a version being replaced. */
const DRAFT = '.new';
const OLD = '.old';

/** Timeout of a freeze, and interval between progress reports of a copy; milliseconds. */
const FREEZE_MS = 5000;
const POLL_MS = 500;
/** Milliseconds: millions of files on a slow disk. */
const LONG = 60 * 60_000;

function folderOf(paths: HostPaths, { id, snapshot }: DiskVersion): string {
	return snapshot === null ? diskRootFolder(paths, id) : join(diskFolder(paths, id), 'snapshots', snapshot);
}

const isThere = async (path: string) => (await lstat(path).catch(() => null)) !== null;

/**
 * Removes what an interrupted call left behind. Restores a root whose replacement was not moved
 * into place.
 */
async function recover(paths: HostPaths, id: string, context: VerbContext): Promise<void> {
	const root = diskRootFolder(paths, id);
	if (!(await isThere(root)) && (await isThere(root + OLD))) await rename(root + OLD, root);
	const snapshots = join(diskFolder(paths, id), 'snapshots');
	const drafts = (await readdir(snapshots).catch(() => [])).filter((name) => name.endsWith(DRAFT));
	for (const path of [root + OLD, root + DRAFT, ...drafts.map((name) => join(snapshots, name))]) {
		await removeTree(path, context);
	}
}

/**
 * Creates a root on the disk if it is missing, and sets its limit.
 * @returns the folder for writes, and whether the filesystem enforces the limit
 * @throws BoxError 409 `storage-missing`; 500 `invalid-host-call` for a folder of something else
 */
export async function openDisk(
	id: string,
	request: v.InferOutput<typeof diskRequest>,
	context: VerbContext
): Promise<{ folder: string; limited: boolean }> {
	const { paths, names } = context;
	const root = diskRootFolder(paths, id);
	if (request.folder !== root) {
		const message = `The host refused a root in a folder that is not the container's own: ${request.folder}`;
		throw new BoxError({ code: 'invalid-host-call', status: 500, message });
	}
	await needStorage(paths);
	await recover(paths, id, context);
	if (!(await isThere(root))) {
		await createFolder(dirname(root));
		const draft = root + DRAFT;
		await mkdir(join(draft, 'upper'), { recursive: true });
		await chown(join(draft, 'upper'), names.idBase, names.idBase);
		await finish(draft);
		await rename(draft, root);
	}
	const limited = await keepLimit(id, root, request.bytes, context).catch(() => false);
	return { folder: root, limited };
}

async function createFolder(path: string): Promise<void> {
	await mkdir(path, { recursive: true, mode: 0o700 });
	await chmod(path, 0o700);
}

/** Creates the kernel's work folder and sets modes; chmod, because the umask limits mkdir. */
async function finish(draft: string): Promise<void> {
	await mkdir(join(draft, 'work'), { mode: 0o700 });
	await chmod(draft, 0o700);
	await chmod(join(draft, 'upper'), 0o755);
}

/** Sets a limit. @returns whether it is enforced; throws if the filesystem falsely says so */
async function keepLimit(id: string, root: string, bytes: number | null, context: VerbContext): Promise<boolean> {
	const given = await giveProject(id, [root], context);
	return given && setProjectLimits(id, root, { bytes, files: null }, context);
}

/**
 * Copies a root or a snapshot with owners, modes, times, extended attributes, hard links, holes and
 * the overlay's whiteouts. A running container is frozen meanwhile. Blocks are shared if the
 * filesystem can. Progress is reported as lines `<bytes> <total bytes>`. A cancelled or failed copy
 * leaves nothing behind.
 * @throws BoxError 404 `no-disk`; 409 `container-stands`, `snapshot-exists`, `cannot-freeze`,
 *   `storage-missing`; 507 `copy-failed`
 */
export const diskCopy = verb(
	'disk.copy',
	v.object({ from: place, to: place }),
	async ({ from, to }, context): Promise<null> => {
		const { paths } = context;
		await needStorage(paths);
		await recover(paths, to.id, context);
		const source = join(folderOf(paths, from), 'upper');
		if (!(await isThere(source))) throw problem('no-disk', 404, 'There is nothing on the disk to copy.');
		const target = folderOf(paths, to);
		if (to.snapshot === null) await needGone(paths, to.id);
		else if (await isThere(target))
			throw problem('snapshot-exists', 409, 'There is already a snapshot with this name.');
		const draft = target + DRAFT;
		for (const folder of [diskFolder(paths, to.id), dirname(target)]) await createFolder(folder);
		try {
			await mkdir(draft, { mode: 0o700 });
			// The copied data counts against the limit.
			if (to.snapshot === null) await giveProject(to.id, [draft], context).catch(() => false);
			const thaw = from.snapshot === null ? await holdStill(from.id, context) : async () => {};
			try {
				await copy(source, join(draft, 'upper'), context);
			} finally {
				await thaw();
			}
			await finish(draft);
			// After a power cut following the rename, the root must have its files.
			await context.spawn('sync', ['-f', draft], { timeoutMs: LONG });
			if (await isThere(target)) await rename(target, target + OLD);
			await rename(draft, target);
		} catch (error) {
			await removeTree(draft, context);
			throw error;
		}
		await removeTree(target + OLD, context);
		return null;
	}
);

/** @throws BoxError 409 `container-stands`: a mounted root is not replaced or removed */
async function needGone(paths: HostPaths, id: string): Promise<void> {
	if (await isThere(containerFolder(paths, id))) throw problem('container-stands', 409, 'It must be stopped first.');
}

/** @returns thaws the container, unless it was frozen before */
async function holdStill(id: string, context: VerbContext): Promise<() => Promise<void>> {
	if (!(await isThere(containerFolder(context.paths, id)))) return async () => {};
	const layout = await hostCgroups();
	const freezer = layout && freezerOf(layout, join(context.names.cgroup, id));
	if (freezer?.asked()) return async () => {};
	const thaw = () => freezer!.thaw().catch(() => {});
	if (await freezer?.freeze(FREEZE_MS).catch(() => false)) return thaw;
	if (freezer) await thaw();
	throw problem('cannot-freeze', 409, 'Its processes could not be paused, so no copy was made.', 'Stop it first.');
}

async function copy(from: string, to: string, { spawn, launch, signal, onLine }: VerbContext): Promise<void> {
	const du = await spawn('du', ['-s', '-x', '--block-size=1', '--', from], { allow: [1], signal, timeoutMs: LONG });
	const all = Number.parseInt(du.stdout, 10) || 0;
	signal?.throwIfAborted();
	const kept = 'mode,ownership,timestamps,links,xattr';
	const options = ['-R', '-d', '-T', `--preserve=${kept}`, '--sparse=auto', '--reflink=auto'];
	const running = await launch('cp', [...options, '--', from, to], { cwd: '/' });
	const end = () => killProcess(running.pid);
	signal?.addEventListener('abort', end, { once: true });
	if (signal?.aborted) end();
	const poll = setInterval(() => onLine(`${Math.min(bytesWritten(running.pid), all)} ${all}`), POLL_MS);
	try {
		let words = '';
		running.stderr.on('data', (chunk: Buffer) => (words = (words + chunk.toString()).slice(0, 4000)));
		running.stdout.resume();
		const exitCode = await running.exited;
		signal?.throwIfAborted();
		if (exitCode !== 0) {
			// Format: `cp: error writing '<path>': <reason>`
			const reason = words.trim().split('\n')[0]?.split(': ').at(-1) || `exit status ${exitCode}`;
			throw problem('copy-failed', 507, `The copy was not made: ${reason}.`, 'Check whether the disk is full.');
		}
		onLine(`${all} ${all}`);
	} finally {
		clearInterval(poll);
		signal?.removeEventListener('abort', end);
		running.release();
	}
}

/** Bytes that a process has written; proc(5), “/proc/pid/io”. */
function bytesWritten(pid: number): number {
	try {
		return Number(/^wchar: (\d+)$/m.exec(readFileSync(`/proc/${pid}/io`, 'latin1'))?.[1] ?? 0);
	} catch {
		return 0;
	}
}

/**
 * Removes a snapshot, or a root on the disk with all its snapshots. A missing one is no error.
 * @throws BoxError 409 `container-stands`
 */
export const diskRemove = verb('disk.remove', place, async (args, context): Promise<null> => {
	const { paths } = context;
	if (args.snapshot !== null) {
		await removeTree(folderOf(paths, args), context);
		return null;
	}
	if (!(await isThere(diskFolder(paths, args.id)))) return null;
	await needGone(paths, args.id);
	await removeEmpty(paths, args.id);
	await removeTree(diskFolder(paths, args.id), context);
	await forgetProject(args.id, context).catch(() => {});
	return null;
});

/** Removes a root without any writes, which has only our own folders, without running a program. */
async function removeEmpty(paths: HostPaths, id: string): Promise<void> {
	const root = diskRootFolder(paths, id);
	try {
		for (const inside of ['upper', 'work/work', 'work', '']) await rmdir(join(root, inside));
	} catch {
		// A folder is not empty, or is missing.
	}
}

function problem(code: string, status: number, message: string, hint?: string): BoxError {
	return new BoxError({ code, status, message, ...(hint !== undefined && { hint }) });
}
