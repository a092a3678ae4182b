/**
 * Root filesystem layers shared by all suites that stand outside of the program: the first box
 * builds them as its owner's would, the later ones begin with them. A layer is a folder with a
 * description beside it (`<id>`, `<id>.json`) and is never written to, so hard links are enough.
 */
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, spawnSync } from './as-root.ts';

/**
 * Folder of the layers kept between suites; `DOGEBOX_TEST_CACHE` names another one, empty text
 * means none.
 */
export function cacheFolder(): string | null {
	const wanted = process.env.DOGEBOX_TEST_CACHE;
	if (wanted === '') return null;
	return join(wanted ?? join(tmpdir(), 'dogebox-test-cache'), 'alive');
}

/** Images of registries that a test served for itself: no later one asks at that port again. */
const OF_A_TEST = /^127\.0\.0\.1:/;

/** What the description beside a layer calls it; null for a layer that is not whole. */
function titleOf(folder: string, id: string): string | null {
	try {
		return (JSON.parse(readFileSync(join(folder, `${id}.json`), 'utf8')) as { title: string }).title;
	} catch {
		return null;
	}
}

/**
 * Links every whole layer of one folder that the other does not have, owners and modes as they are:
 * all with one program, as hundreds of boxes begin so. Across filesystems they are copied.
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
		// The description comes last: without it a layer does not count as whole.
		for (const name of missing.flatMap((id) => [id, `${id}.json`])) {
			try {
				renameSync(join(half, name), join(to, name));
			} catch {
				// The other one was first; what it put there is the same.
			}
		}
		break;
	}
	rmSync(half, { recursive: true, force: true });
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
