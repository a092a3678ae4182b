/** Folders in which layers are built, and in which the building programs work. */
import { chmod, chown, mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { removeTree } from '../remove-tree.ts';
import type { VerbContext } from '../verb.ts';

/** Creates `.building-<id>` anew. @returns path of its `root`, which does not exist yet */
export async function createStaging(id: string, context: VerbContext): Promise<string> {
	const staging = stagingFolder(id, context);
	await removeTree(staging, context);
	await mkdir(context.paths.images, { recursive: true, mode: 0o711 });
	await mkdir(staging, { mode: 0o711 });
	return join(staging, 'root');
}

/** Recreates `.building-<id>/root`, empty, owned by the mapped root. @returns absolute path */
export async function createStagingRoot(id: string, context: VerbContext): Promise<string> {
	const root = await createStaging(id, context);
	await mkdir(root, { mode: 0o755 });
	await own(root, context);
	return root;
}

/** Folder for building a layer; on the filesystem of the layers, so that one rename installs it. */
export function stagingFolder(id: string, context: VerbContext): string {
	return join(context.paths.images, `.building-${id}`);
}

/**
 * Working folder of confined programs; on the filesystem of the layers, so that their results can
 * be renamed.
 */
export async function openWorkspace(context: VerbContext): Promise<string> {
	const folder = join(context.paths.images, '.apt');
	await mkdir(folder, { recursive: true, mode: 0o711 });
	await chmod(folder, 0o711);
	return folder;
}

/**
 * apt's folders for one suite: lists, package files, configuration. They belong to the mapped range
 * after `build.index`.
 */
export async function openSuite(name: string, context: VerbContext): Promise<string> {
	const folder = join(await openWorkspace(context), name);
	for (const path of [
		'state/lists/partial',
		'cache/archives/partial',
		'etc/apt.conf.d',
		'etc/preferences.d',
		'etc/sources.list.d',
		'log'
	]) {
		await mkdir(join(folder, path), { recursive: true, mode: 0o755 });
	}
	return folder;
}

/** Writes a file that only the mapped root can read. */
export async function writePrivate(path: string, lines: readonly string[], context: VerbContext): Promise<void> {
	await writeFile(path, lines.join('\n') + '\n', { mode: 0o600 });
	await own(path, context);
}

/** Changes the owner of a file or folder to the mapped root. */
export async function own(path: string, context: VerbContext): Promise<void> {
	await chown(path, context.names.idBase, context.names.idBase);
}

/** Milliseconds: a slow disk. */
const LONG = 60 * 60_000;

/**
 * Syncs a staged layer to the disk and renames it to its final name, so it appears completely or
 * not at all. Describes it in `<id>.json` beside it.
 * @param description contents of that file; the size is added
 * @returns bytes on disk
 */
export async function moveInPlace(description: { id: string }, context: VerbContext): Promise<number> {
	const staging = stagingFolder(description.id, context);
	const root = join(staging, 'root');
	const { stdout } = await context.spawn('du', ['--summarize', '--block-size=1', root], { timeoutMs: LONG });
	const sizeBytes = Number.parseInt(stdout, 10);
	await context.spawn('sync', ['--file-system', root], { timeoutMs: LONG });
	const target = join(context.paths.images, description.id);
	await removeTree(target, context);
	await rename(root, target);
	const file = `${target}.json`;
	await writeFile(file, JSON.stringify({ ...description, sizeBytes }) + '\n', { mode: 0o640 });
	if (context.account) await chown(file, 0, context.account.gid);
	await removeTree(staging, context);
	return sizeBytes;
}
