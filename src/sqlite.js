/**
 * SQLite for every program of ours, by the build of better-sqlite3 that this Node can load.
 *
 * Version 13 speaks Node-API 10 (Node 22.14 and later) and brings its binaries along; Node 20 ends
 * with a fault when it loads them. Version 12 is made for one Node at a time, and compiled against
 * headers of Node 24.19 or later it aborts at a garbage collection (`RemoveEnvironmentCleanupHook`,
 * `env != nullptr`). npm leaves version 13 out where its `engines` do not fit. See
 * docs/decisions/0007-two-builds-of-sqlite.md. Plain JavaScript, so that tools which Node runs as
 * they are can use it too.
 */
import { createRequire } from 'node:module';

/** Node-API version that better-sqlite3 13 is built for. */
const NODE_API = 10;

/** @type {{ path: string, Sqlite: typeof import('better-sqlite3') } | undefined} */
let loaded;

/** @returns {{ path: string, Sqlite: typeof import('better-sqlite3') }} */
function driver() {
	const load = createRequire(import.meta.url);
	const of = (/** @type {string} */ name) => ({ path: load.resolve(name), Sqlite: load(name) });
	if (Number(process.versions.napi) >= NODE_API) {
		try {
			const found = of('better-sqlite3-napi');
			// Its binary is looked for only now.
			new found.Sqlite(':memory:').close();
			return found;
		} catch {
			// Installed with an older Node, or a machine that it brings no binary for: version 12
			// was made here.
		}
	}
	return of('better-sqlite3');
}

/** @returns {string} absolute path of the driver that fits, for a thread of its own to load */
export function sqliteDriver() {
	loaded ??= driver();
	return loaded.path;
}

/**
 * Opens a database file.
 * @param {string} file absolute path; `:memory:` for one that is never written
 * @param {import('better-sqlite3').Options} [options] as better-sqlite3 takes them; `timeout` in
 *   milliseconds
 * @returns {import('better-sqlite3').Database} the connection
 * @throws SqliteError with SQLite's own `code` when the file cannot be opened
 */
export function openSqlite(file, options) {
	loaded ??= driver();
	return new loaded.Sqlite(file, options);
}

/**
 * Whether SQLite says that a file is damaged, or is no database: sqlite.org/rescode.html.
 * @param {unknown} error
 * @returns {boolean}
 */
export function isDamage(error) {
	const { code } = /** @type {{ code?: unknown }} */ (error ?? {});
	return typeof code === 'string' && /^SQLITE_(NOTADB|CORRUPT|FORMAT|IOERR_SHORT_READ)/.test(code);
}
