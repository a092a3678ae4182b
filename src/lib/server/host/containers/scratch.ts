/**
 * Folders in memory of a container, shared by its processes and removed with it. They are in one
 * tmpfs of limited size; each declared folder has its own tmpfs. What a process writes there counts
 * against its container's memory.
 */
import { chmodSync, chownSync, lstatSync, mkdirSync, symlinkSync } from 'node:fs';
import { chmod, lstat, mkdir, readdir, readlink } from 'node:fs/promises';
import { dirname, join, posix } from 'node:path';
import * as v from 'valibot';
import { isWithin, plainPath } from '../confine.ts';
import { isFolderIn, readIn } from '../in-layer.ts';
import type { MountStep } from '../ids/index.ts';
import { insideId } from '../oci-schema.ts';
import { containerFolder } from '../programs.ts';
import { createLayerFacts } from './layer-facts.ts';
import type { HostPaths } from '../types.ts';
import { settleAll } from '../../settle-all.ts';
import type { VerbContext } from '../verb.ts';

const bytes = v.pipe(v.number(), v.integer(), v.minValue(1024 * 1024), v.maxValue(2 ** 50));

/** See {@link ScratchRequest}. */
export const scratchRequest = v.object({
	/** Size limit of all shared folders together. */
	bytes,
	/**
	 * Writable folders of a read-only root, as paths inside the container. Initially they have the
	 * subfolders that the layers have there and those that the layers' packages request. Null: the
	 * whole root is writable.
	 */
	folders: v.nullable(v.array(v.object({ path: plainPath, mode: v.picklist([0o755, 0o1777]) }))),
	/** Owner of the folders, as ids inside the container. */
	owner: v.object({ uid: insideId, gid: insideId }),
	/** Sizes of the declared folders, by number. */
	declared: v.array(bytes)
});
export type ScratchRequest = v.InferOutput<typeof scratchRequest>;

/** Beside the folders of services, under a name that no service can have. */
const memoryFolder = (paths: Pick<HostPaths, 'run'>, id: string) =>
	join(containerFolder(paths as HostPaths, id), '.memory');
const scratchFolder = (paths: Pick<HostPaths, 'run'>, id: string) => join(memoryFolder(paths, id), 'scratch');

/** Host path of a writable folder of a read-only root. */
export const scratchSource = (paths: Pick<HostPaths, 'run'>, id: string, path: string) =>
	join(scratchFolder(paths, id), 'root', path);
/** Host path of a container's `/dev/shm`. */
export const shmSource = (paths: Pick<HostPaths, 'run'>, id: string) => join(scratchFolder(paths, id), 'shm');
/** Host path of a declared folder. */
export const declaredSource = (paths: Pick<HostPaths, 'run'>, id: string, number: number) =>
	join(memoryFolder(paths, id), String(number));

/** Upper folder of a writable root at `path`; `work` is the kernel's work folder. */
export const scratchUpper = (paths: Pick<HostPaths, 'run'>, id: string) => ({
	path: join(scratchFolder(paths, id), 'upper'),
	work: join(scratchFolder(paths, id), 'work')
});

/** One file or folder per this many bytes of size, because each takes kernel memory. */
const BYTES_AN_INODE = 8192;
const LEAST_INODES = 4096;

/**
 * Creates the mount points and returns the steps that mount the folders.
 * @param base first host id of the container's range
 */
export async function scratchMounts(
	id: string,
	request: ScratchRequest,
	base: number,
	{ paths }: Pick<VerbContext, 'paths'>
): Promise<MountStep[]> {
	const place = async (folder: string, size: number, mode: string) => {
		await mkdir(folder, { recursive: true, mode: 0o711 });
		await chmod(dirname(folder), 0o711);
		const inodes = Math.max(LEAST_INODES, Math.floor(size / BYTES_AN_INODE));
		const options = `size=${size},nr_inodes=${inodes},mode=${mode},uid=${base},gid=${base}`;
		return { do: 'memory', options, to: folder } as const;
	};
	return settleAll([
		place(scratchFolder(paths, id), request.bytes, '0711'),
		...request.declared.map((size, number) => place(declaredSource(paths, id, number), size, '1777'))
	]);
}

/** Fills the folders after they are mounted. */
export async function fillScratch(
	id: string,
	request: ScratchRequest,
	layers: readonly string[],
	base: number,
	{ paths }: Pick<VerbContext, 'paths'>
): Promise<void> {
	// Synchronous: a call in memory takes microseconds, and nobody else sees the folder yet.
	const give = (path: string, owner: { uid: number; gid: number }, mode: number) => {
		mkdirSync(path, { recursive: true });
		chmodSync(path, mode);
		chownSync(path, base + owner.uid, base + owner.gid);
	};
	const root = { uid: 0, gid: 0 };
	give(shmSource(paths, id), root, 0o1777);
	if (request.folders === null) {
		const upper = scratchUpper(paths, id);
		give(upper.path, root, 0o755);
		give(upper.work, root, 0o700);
		return;
	}
	const top = join(scratchFolder(paths, id), 'root');
	mkdirSync(top, { mode: 0o711 });
	chmodSync(top, 0o711);
	for (const { path, mode } of request.folders) {
		// Parent folders only lead to the writable folder.
		mkdirSync(join(top, dirname(path)), { recursive: true, mode: 0o711 });
		give(join(top, path), mode === 0o1777 ? root : request.owner, mode);
	}
	const within = (path: string) => request.folders!.some((folder) => isWithin(folder.path, path));
	for (const found of await contentsOf(
		layers,
		request.folders.map(({ path }) => path)
	)) {
		if (!within(found.path)) continue;
		const path = join(top, found.path);
		if (lstatSync(path, { throwIfNoEntry: false })) continue;
		if (!lstatSync(dirname(path), { throwIfNoEntry: false })?.isDirectory()) continue;
		if (found.to === null) give(path, request.owner, found.mode);
		else symlinkSync(found.to, path);
	}
}

interface Found {
	/** Path inside the container. */
	path: string;
	/** Target of a link, which only the container follows; null: a folder. */
	to: string | null;
	mode: number;
}

/** Maximum number of folders and links, and maximum depth, that are copied from the layers. */
const MOST_FOUND = 2000;
const DEEPEST = 6;

const contents = createLayerFacts<Found[]>();

/** {@link readContents}, cached. */
const contentsOf = (layers: readonly string[], folders: readonly string[]): Promise<Found[]> =>
	contents(JSON.stringify([layers, folders]), () => readContents(layers, folders));

/**
 * Returns the folders and links that layers have below these folders, and the folders that their
 * packages create at each boot. Files are ignored: they are left over from building the layer.
 */
async function readContents(layers: readonly string[], folders: readonly string[]): Promise<Found[]> {
	const found = new Map<string, Found>();
	const walk = async (layer: string, path: string, depth: number): Promise<void> => {
		for (const entry of await readdir(join(layer, path), { withFileTypes: true })) {
			const inside = posix.join(path, entry.name);
			if (found.size >= MOST_FOUND) return;
			if (entry.isSymbolicLink()) {
				found.set(inside, { path: inside, to: await readlink(join(layer, inside)), mode: 0 });
			} else if (entry.isDirectory()) {
				const { mode } = await lstat(join(layer, inside));
				found.set(inside, { path: inside, to: null, mode: (mode & 0o1777) | 0o700 });
				if (depth < DEEPEST) await walk(layer, inside, depth + 1);
			}
		}
	};
	for (const layer of layers) {
		for (const path of folders) if (await isFolderIn(layer, path)) await walk(layer, path, 1);
		for (const asked of await askedByPackages(layer)) {
			if (found.size < MOST_FOUND && !found.has(asked.path)) found.set(asked.path, asked);
		}
	}
	return [...found.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** Folder in which packages declare the folders they need (tmpfiles.d(5)). */
const TMPFILES = '/usr/lib/tmpfiles.d';
const TMPFILES_BYTES = 64 * 1024;

/** Reads `d PATH MODE …` and `D PATH MODE …`, with parent folders; skips specifiers (`%`). */
async function askedByPackages(layer: string): Promise<Found[]> {
	if (!(await isFolderIn(layer, TMPFILES))) return [];
	const found: Found[] = [];
	for (const name of await readdir(join(layer, TMPFILES))) {
		if (!name.endsWith('.conf')) continue;
		for (const line of (await readIn(layer, `${TMPFILES}/${name}`, TMPFILES_BYTES)).split('\n')) {
			const [, given, mode] = /^\s*[dD][!+=^$-]*\s+(\/[^\s%"'\\]+)\s+([0-7]{3,4}|-)/.exec(line) ?? [];
			if (given === undefined || mode === undefined) continue;
			const path = posix.normalize(given.replace(/\/+$/, '')).replace(/^\/var\/run\//, '/run/');
			found.push({ path, to: null, mode: mode === '-' ? 0o755 : (parseInt(mode, 8) & 0o1777) | 0o700 });
		}
	}
	return found;
}
