/**
 * Root filesystem layers shared by all suites that stand outside of the program: the first box builds them as its owner's
 * would, the later ones begin with them. A layer is a folder with a description beside it (`<id>`, `<id>.json`) and is
 * never written to, so hard links are enough.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Folder of the layers kept between suites; `DOGEBOX_TEST_CACHE` names another one, empty text means none. */
export function cacheFolder(): string | null {
	const wanted = process.env.DOGEBOX_TEST_CACHE;
	if (wanted === '') return null;
	return join(wanted ?? join(tmpdir(), 'dogebox-test-cache'), 'alive');
}

/** Copies with hard links (across filesystems: without), owners and modes as they are; whole or not at all. */
function link(from: string, to: string): boolean {
	const half = `${to}.half`;
	for (const how of ['-al', '-a']) {
		rmSync(half, { recursive: true, force: true });
		if (spawnSync('cp', [how, from, half], { stdio: 'ignore' }).status !== 0) continue;
		renameSync(half, to);
		return true;
	}
	rmSync(half, { recursive: true, force: true });
	return false;
}

/** Links every whole layer of one folder that the other does not have. */
function linkLayers(from: string, to: string): void {
	if (!existsSync(from)) return;
	const layers = readdirSync(from).filter(
		(name) => /^[0-9a-f]{64}$/.test(name) && existsSync(join(from, `${name}.json`))
	);
	for (const id of layers) {
		// The description comes last: without it a layer does not count as whole.
		if (existsSync(join(to, `${id}.json`))) continue;
		rmSync(join(to, id), { recursive: true, force: true });
		if (link(join(from, id), join(to, id))) link(join(from, `${id}.json`), join(to, `${id}.json`));
	}
}

/**
 * Gives a new data folder the layers of earlier suites, before the program first starts on it.
 * @param data DOGEBOX_DATA, empty as yet
 */
export function seedImages(data: string): void {
	const cache = cacheFolder();
	if (!cache) return;
	mkdirSync(join(data, 'images'), { recursive: true, mode: 0o711 });
	linkLayers(join(cache, 'images'), join(data, 'images'));
}

/**
 * Keeps the layers a box has built for the suites after it. Call it while the box's data are still there.
 * @param data DOGEBOX_DATA
 */
export function keepImages(data: string): void {
	const cache = cacheFolder();
	if (!cache) return;
	mkdirSync(join(cache, 'images'), { recursive: true, mode: 0o711 });
	linkLayers(join(data, 'images'), join(cache, 'images'));
}
