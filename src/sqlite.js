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

/** @type {typeof import('better-sqlite3') | undefined} */
let loaded;

/** @returns {typeof import('better-sqlite3')} */
function driver() {
	const load = createRequire(import.meta.url);
	if (Number(process.versions.napi) >= NODE_API) {
		try {
			const sqlite = load('better-sqlite3-napi');
			// Its binary is looked for only now.
			new sqlite(':memory:').close();
			return sqlite;
		} catch {
			// Installed with an older Node, or a machine that it brings no binary for: version 12
			// was made here.
		}
	}
	return load('better-sqlite3');
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
	return new loaded(file, options);
}
