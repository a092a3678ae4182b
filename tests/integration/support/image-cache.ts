/**
 * Built layers shared by test files and runs, so that Debian's base is built once and not for each file. A layer is a folder `<sha256>` and a file
 * `<sha256>.json` that says what it is; the builder takes both without a row in its database, and never writes to a layer, so hard
 * links do. Same folder and list as `tests/support/images.ts`.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cacheFolder } from '../../support/images.ts';

/** Gives an images folder the layers that earlier runs kept. Before the builder's first call. */
export function seedImageFolder(images: string): void {
	const cache = cacheFolder();
	if (cache) copyLayers(join(cache, 'images'), images);
}

/** Keeps the layers of an images folder for later runs. After the last build, before the folder is removed. */
export function keepImageFolder(images: string): void {
	const cache = cacheFolder();
	if (!cache) return;
	const added = copyLayers(images, join(cache, 'images'));
	const list = join(cache, 'images.json');
	const rows = existsSync(list) ? (JSON.parse(readFileSync(list, 'utf8')) as { id: string }[]) : [];
	for (const id of added) {
		if (rows.some((row) => row.id === id)) continue;
		const is = JSON.parse(readFileSync(join(images, `${id}.json`), 'utf8')) as Record<string, unknown>;
		rows.push({
			id,
			...{ kind: is.kind, title: is.title, status: 'ready', parent_id: is.parentId },
			...{ size_bytes: is.sizeBytes, created_at: is.createdAt }
		});
	}
	writeFileSync(`${list}.new`, JSON.stringify(rows, null, '\t'));
	renameSync(`${list}.new`, list);
}

/** Links whole layers that are not there yet. @returns ids of all layers in `from` */
function copyLayers(from: string, to: string): string[] {
	if (!existsSync(from)) return [];
	mkdirSync(to, { recursive: true, mode: 0o711 });
	const ids = readdirSync(from).filter((name) => /^[0-9a-f]{64}$/.test(name) && existsSync(join(from, `${name}.json`)));
	for (const id of ids) {
		if (existsSync(join(to, `${id}.json`))) continue;
		const temporary = join(to, `.new-${id}`);
		rmSync(temporary, { recursive: true, force: true });
		// Across filesystems there are no hard links; then it is a copy.
		if (spawnSync('cp', ['-al', join(from, id), temporary], { stdio: 'ignore' }).status !== 0) {
			rmSync(temporary, { recursive: true, force: true });
			if (spawnSync('cp', ['-a', join(from, id), temporary], { stdio: 'ignore' }).status !== 0) continue;
		}
		rmSync(join(to, id), { recursive: true, force: true });
		renameSync(temporary, join(to, id));
		writeFileSync(join(to, `${id}.json`), readFileSync(join(from, `${id}.json`)));
	}
	return ids;
}
