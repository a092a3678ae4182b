/**
 * Verbs that install and remove layers. A layer is built in a folder `.building-<id>` of the images
 * folder. It gets its final name only when it is complete and synced to the disk; `<id>.json`
 * beside it describes it.
 */
import { readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import { removeTree } from '../remove-tree.ts';
import { verb } from '../verb.ts';
import { imageId } from './arguments.ts';
import { openWorkspace, moveInPlace, stagingFolder } from './folders.ts';
import { removeLeftovers } from './leftovers.ts';

/**
 * Cleans a layer, syncs it to the disk and renames it to its final name, so it appears completely
 * or not at all.
 * @returns bytes on disk
 */
export const buildCommit = verb(
	'build.commit',
	v.object({
		id: imageId,
		kind: v.picklist(['base', 'packages', 'archives', 'image', 'nix']),
		title: v.string(),
		parentId: v.nullable(imageId),
		createdAt: v.number(),
		/** Nix only: for each service the store path of its package. */
		packages: v.optional(v.record(v.string(), v.string()))
	}),
	async (args, context): Promise<number> => {
		const root = join(stagingFolder(args.id, context), 'root');
		// Only layers in which package managers ran.
		if (args.kind === 'base' || args.kind === 'packages') {
			await removeLeftovers(root);
		}
		return moveInPlace(args, context);
	}
);

/** Removes layers and partial builds by id. A missing one is no error. */
export const buildRemove = verb(
	'build.remove',
	v.object({ images: v.array(imageId) }),
	async (args, context): Promise<null> => {
		for (const id of args.images) {
			await rm(join(context.paths.images, `${id}.json`), { force: true });
			// Rename first: a partial layer must never be visible.
			const staging = stagingFolder(id, context);
			await removeTree(staging, context);
			await rename(join(context.paths.images, id), staging).catch(() => {});
			await removeTree(staging, context);
		}
		return null;
	}
);

/** Bytes of package files that are kept for later layers. */
const ARCHIVES_KEPT = 400 * 1024 * 1024;
/** Milliseconds that apt's folders of a snapshot are kept. */
const SNAPSHOT_KEPT_MS = 7 * 24 * 60 * 60_000;

/**
 * Removes what killed builds left (except current builds, `keep`), and the oldest package files
 * above a limit.
 * @returns bytes of package files removed
 */
export const buildSweep = verb(
	'build.sweep',
	v.object({ keep: v.array(imageId) }),
	async ({ keep }, context): Promise<number> => {
		const images = context.paths.images;
		const left = (name: string, prefix: string) => name.startsWith(prefix) && !keep.includes(name.slice(prefix.length));
		for (const name of await readdir(images).catch(() => [])) {
			if (left(name, '.building-')) await removeTree(join(images, name), context);
		}
		const workspace = await openWorkspace(context);
		let freed = 0;
		for (const name of await readdir(workspace)) {
			if (left(name, 'base-')) await removeTree(join(workspace, name), context);
			// A running build may be about to use its downloads.
			else if (keep.length > 0) continue;
			else if (await isOldSnapshot(join(workspace, name))) await removeTree(join(workspace, name), context);
			else freed += await trimArchives(join(workspace, name, 'cache/archives'));
		}
		return freed;
	}
);

/** Lists of snapshots never change and are rarely used again. */
async function isOldSnapshot(folder: string): Promise<boolean> {
	if (!/-\d{8}T\d{6}Z$/.test(folder)) return false;
	const found = await stat(join(folder, 'refreshed')).catch(() => null);
	return !found || Date.now() - found.mtimeMs > SNAPSHOT_KEPT_MS;
}

async function trimArchives(folder: string): Promise<number> {
	const files = await Promise.all(
		(await readdir(folder).catch(() => []))
			.filter((name) => name.endsWith('.deb'))
			.map(async (name) => ({ path: join(folder, name), found: await stat(join(folder, name)) }))
	);
	files.sort((a, b) => b.found.mtimeMs - a.found.mtimeMs);
	let kept = 0;
	let freed = 0;
	for (const { path, found } of files) {
		kept += found.size;
		if (kept <= ARCHIVES_KEPT) continue;
		await rm(path, { force: true });
		freed += found.size;
	}
	return freed;
}
