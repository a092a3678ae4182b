/**
 * Root filesystem layers shared by all suites that stand outside of the program: the first box
 * builds them as its owner's would, the later ones begin with them. A layer is a folder with a
 * description beside it (`<id>`, `<id>.json`) and is never written to, so hard links are enough.
 */
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, spawnSync } from './as-root.ts';

/**
 * Folder of the layers kept between suites; `DOGEBOX_TEST_CACHE` names another one, empty text
 * means none.
 */
export function cacheFolder(): string | null {
	const wanted = process.env.DOGEBOX_TEST_CACHE;
	if (wanted === '') return null;
	return join(wanted ?? join(tmpdir(), 'dogebox-test-cache'), 'alive');
}

/**
 * Copies with hard links (across filesystems: without), owners and modes as they are; whole or not
 * at all.
 */
function link(from: string, to: string): boolean {
	// Two suites may do this at the same time.
	const half = `${to}.${process.pid}.half`;
	for (const how of ['-al', '-a']) {
		rmSync(half, { recursive: true, force: true });
		if (spawnSync('cp', [how, from, half], { stdio: 'ignore' }).status !== 0) continue;
		try {
			renameSync(half, to);
		} catch {
			// The other one was first; what it put there is the same.
			rmSync(half, { recursive: true, force: true });
		}
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
		if (link(join(from, id), join(to, id))) link(join(from, `${id}.json`), join(to, `${id}.json`));
	}
}

/**
 * Copies the layers of earlier suites into an images folder, before its builder is first called.
 * @param images absolute folder
 */
export function seedImageFolder(images: string): void {
	const cache = cacheFolder();
	if (!cache) return;
	mkdirSync(images, { recursive: true, mode: 0o711 });
	linkLayers(join(cache, 'images'), images);
}

/**
 * Keeps the layers of an images folder for the suites after it. After the last build, before the
 * folder is removed.
 * @param images absolute folder
 */
export function keepImageFolder(images: string): void {
	const cache = cacheFolder();
	if (!cache) return;
	mkdirSync(join(cache, 'images'), { recursive: true, mode: 0o711 });
	linkLayers(images, join(cache, 'images'));
}

/** As {@link seedImageFolder}, for DOGEBOX_DATA, empty as yet. */
export const seedImages = (data: string): void => seedImageFolder(join(data, 'images'));

/** As {@link keepImageFolder}, while the data of the box are still there. */
export const keepImages = (data: string): void => keepImageFolder(join(data, 'images'));
