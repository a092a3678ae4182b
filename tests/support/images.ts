/**
 * Root filesystem layers that all suites share which see the program from outside. The first box
 * builds them as an owner's box would, and the later boxes start with them. A layer is a folder
 * with a description beside it (`<id>`, `<id>.json`). Layers are never written to, so hard links
 * are enough.
 */
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, spawnSync } from './as-root.ts';

/**
 * Folder of the layers that are kept between suites. `DOGEBOX_TEST_CACHE` names another folder, and
 * an empty value means none.
 */
export function cacheFolder(): string | null {
	const wanted = process.env.DOGEBOX_TEST_CACHE;
	if (wanted === '') return null;
	return join(wanted ?? join(tmpdir(), 'dogebox-test-cache'), 'alive');
}

/** Images from registries that a test served itself. No later suite uses that port again. */
const OF_A_TEST = /^127\.0\.0\.1:/;

/** The title in the description beside a layer, or null for an incomplete layer. */
function titleOf(folder: string, id: string): string | null {
	try {
		return (JSON.parse(readFileSync(join(folder, `${id}.json`), 'utf8')) as { title: string }).title;
	} catch {
		return null;
	}
}

/**
 * Links every complete layer of one folder that the other folder lacks, with owners and modes. One
 * `cp` links all of them, because hundreds of boxes start this way. Across filesystems the layers
 * are copied.
 */
function linkLayers(from: string, to: string): void {
	if (!existsSync(from)) return;
	const missing = readdirSync(from).filter((name) => {
		if (!/^[0-9a-f]{64}$/.test(name) || existsSync(join(to, `${name}.json`))) return false;
		const title = titleOf(from, name);
		return title !== null && !OF_A_TEST.test(title);
	});
	if (missing.length === 0) return;
	// Two suites may do this at the same time.
	const half = join(to, `.${process.pid}.half`);
	const names = missing.flatMap((id) => [join(from, id), join(from, `${id}.json`)]);
	for (const how of ['-al', '-a']) {
		rmSync(half, { recursive: true, force: true });
		mkdirSync(half, { recursive: true, mode: 0o711 });
		if (spawnSync('cp', [how, '--', ...names, half], { stdio: 'ignore' }).status !== 0) continue;
		// The description comes last: a layer without it does not count as complete.
		for (const name of missing.flatMap((id) => [id, `${id}.json`])) {
			try {
				renameSync(join(half, name), join(to, name));
			} catch {
				// The other suite was first, and its layer is the same.
			}
		}
		break;
	}
	rmSync(half, { recursive: true, force: true });
}

/**
 * Links the layers of earlier suites into an images folder. Call it before the folder's builder is
 * first used.
 * @param images absolute path of the folder
 */
export function seedImageFolder(images: string): void {
	const cache = cacheFolder();
	if (!cache) return;
	mkdirSync(images, { recursive: true, mode: 0o711 });
	linkLayers(join(cache, 'images'), images);
}

/**
 * Keeps the layers of an images folder for later suites. Call it after the last build and before
 * the folder is removed.
 * @param images absolute path of the folder
 */
export function keepImageFolder(images: string): void {
	const cache = cacheFolder();
	if (!cache) return;
	mkdirSync(join(cache, 'images'), { recursive: true, mode: 0o711 });
	linkLayers(images, join(cache, 'images'));
}

/** Like {@link seedImageFolder}, for a data folder (DOGEBOX_DATA) that is still empty. */
export const seedImages = (data: string): void => seedImageFolder(join(data, 'images'));

/** Like {@link keepImageFolder}, while the data of the box still exist. */
export const keepImages = (data: string): void => keepImageFolder(join(data, 'images'));
