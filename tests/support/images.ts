/**
 * Root filesystem layers shared by all suites that stand outside of the program: the first box builds them as its owner's
 * would, the later ones begin with them. Layers are never written to, so hard links are enough.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { drizzle } from 'drizzle-orm/better-sqlite3';
import { migrate } from 'drizzle-orm/better-sqlite3/migrator';

const migrations = join(import.meta.dirname, '../../drizzle');

interface ImageRow {
	id: string;
	kind: string;
	title: string;
	status: string;
	parent_id: string | null;
	size_bytes: number | null;
	created_at: number;
}

/** Folder of the layers kept between suites; `DOGEBOX_TEST_CACHE` names another one, empty text means none. */
export function cacheFolder(): string | null {
	const wanted = process.env.DOGEBOX_TEST_CACHE;
	if (wanted === '') return null;
	return join(wanted ?? join(tmpdir(), 'dogebox-test-cache'), 'alive');
}

/** Copies a folder tree with hard links, owners and modes as they are. */
function link(from: string, to: string): boolean {
	return spawnSync('cp', ['-al', from, to], { stdio: 'ignore' }).status === 0;
}

/**
 * Gives a new data folder the layers of earlier suites, before the program first starts on it.
 * @param data DOGEBOX_DATA, empty as yet
 */
export function seedImages(data: string): void {
	const cache = cacheFolder();
	if (!cache || !existsSync(join(cache, 'images.json'))) return;
	const rows = JSON.parse(readFileSync(join(cache, 'images.json'), 'utf8')) as ImageRow[];
	mkdirSync(join(data, 'images'), { recursive: true, mode: 0o711 });
	const there: ImageRow[] = [];
	for (const row of rows) {
		// A layer may be a folder or, beside it, further files of the same name.
		const parts = readdirSync(join(cache, 'images')).filter((name) => name === row.id || name.startsWith(`${row.id}.`));
		if (parts.length > 0 && parts.every((name) => link(join(cache, 'images', name), join(data, 'images', name))))
			there.push(row);
	}
	const file = join(data, 'dogebox.db');
	const sqlite = new Sqlite(file);
	sqlite.pragma('journal_mode = WAL');
	migrate(drizzle(sqlite), { migrationsFolder: migrations });
	const add = sqlite.prepare(
		`INSERT INTO images (id, kind, title, status, parent_id, size_bytes, created_at)
		 VALUES (@id, @kind, @title, @status, @parent_id, @size_bytes, @created_at)`
	);
	for (const row of there) add.run(row);
	sqlite.close();
	spawnSync('chmod', ['0600', file]);
}

/**
 * Keeps the layers a box has built for the suites after it. Call it while the box's data are still there.
 * @param data DOGEBOX_DATA
 */
export function keepImages(data: string): void {
	const cache = cacheFolder();
	if (!cache || !existsSync(join(data, 'dogebox.db'))) return;
	const sqlite = new Sqlite(join(data, 'dogebox.db'), { readonly: true });
	const rows = sqlite.prepare("SELECT * FROM images WHERE status = 'ready'").all() as ImageRow[];
	sqlite.close();
	mkdirSync(join(cache, 'images'), { recursive: true, mode: 0o711 });
	const kept = existsSync(join(cache, 'images.json'))
		? (JSON.parse(readFileSync(join(cache, 'images.json'), 'utf8')) as ImageRow[])
		: [];
	for (const row of rows) {
		if (kept.some((k) => k.id === row.id)) continue;
		const parts = readdirSync(join(data, 'images')).filter((name) => name === row.id || name.startsWith(`${row.id}.`));
		const whole = parts.every((name) => {
			const to = join(cache, 'images', name);
			rmSync(`${to}-new`, { recursive: true, force: true });
			if (!link(join(data, 'images', name), `${to}-new`)) return false;
			rmSync(to, { recursive: true, force: true });
			renameSync(`${to}-new`, to);
			return true;
		});
		if (whole && parts.length > 0) kept.push(row);
	}
	writeFileSync(join(cache, 'images.json.new'), JSON.stringify(kept, null, '\t'));
	renameSync(join(cache, 'images.json.new'), join(cache, 'images.json'));
}
