/** The key manager's folder and socket on the disk. Only its own user can access both. */
import { chmodSync, existsSync, lstatSync, mkdirSync, renameSync, statSync, unlinkSync } from 'node:fs';
import { createConnection } from 'node:net';
import { dirname, join } from 'node:path';

/**
 * Longest path of a Unix socket on Linux: `sun_path` has 108 bytes including the terminating zero
 * (unix(7)).
 */
export const MAX_SOCKET_PATH = 107;

/** Name of the database in the folder. */
export const DATABASE = 'dkm.db';

/** Lists the existing files of the database. */
export function databaseFiles(folder: string): string[] {
	return ['', '-wal', '-shm', '-journal'].map((end) => join(folder, DATABASE + end)).filter((file) => existsSync(file));
}

/**
 * Renames a damaged database. Nothing is removed, so an expert may still read it.
 * @returns the new path of `dkm.db`
 */
export function moveAside(folder: string, at: Date): string {
	const stamp = at.toISOString().replaceAll(':', '-');
	const moved = (file: string) => file.replace(DATABASE, `damaged-${stamp}-${DATABASE}`);
	for (const file of databaseFiles(folder)) renameSync(file, join(folder, moved(file.slice(folder.length + 1))));
	return join(folder, moved(DATABASE));
}

/**
 * Creates the folder, or corrects permissions that are too open. Call with umask 077.
 * @param warn called with each correction
 * @throws Error when it is no folder, belongs to another user, or cannot be corrected
 */
export function prepareFolder(folder: string, warn: (line: string) => void): void {
	const found = statSync(folder, { throwIfNoEntry: false });
	if (!found) mkdirSync(folder, { recursive: true, mode: 0o700 });
	const stat = found ?? statSync(folder);
	if (!stat.isDirectory()) throw new Error(`${folder} is not a folder`);
	const uid = process.getuid?.() ?? 0;
	if (uid !== 0 && stat.uid !== uid) throw new Error(`${folder} belongs to another user`);
	close(folder, stat.mode, 0o700, warn);
	for (const file of databaseFiles(folder)) {
		const entry = lstatSync(file);
		if (!entry.isFile()) throw new Error(`${file} is not a plain file`);
		close(file, entry.mode, 0o600, warn);
	}
}

function close(path: string, mode: number, wanted: number, warn: (line: string) => void): void {
	if ((mode & 0o777 & ~wanted) === 0) return;
	chmodSync(path, wanted);
	warn(`${path} was open to others (mode ${(mode & 0o777).toString(8)}); it is ${wanted.toString(8)} now`);
}

/**
 * Prepares a socket path for listening: creates its folder and removes a socket at which nobody
 * answers. Call with umask 077.
 * @throws Error when the path is too long, is no socket, or somebody answers there
 */
export async function prepareSocketPath(path: string): Promise<void> {
	const length = Buffer.byteLength(path);
	if (length > MAX_SOCKET_PATH) {
		throw new Error(`the socket path has ${length} bytes, at most ${MAX_SOCKET_PATH} are possible: ${path}`);
	}
	mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
	const stat = lstatSync(path, { throwIfNoEntry: false });
	if (!stat) return;
	if (!stat.isSocket()) throw new Error(`${path} exists and is not a socket`);
	if (await answers(path)) throw new Error(`another key manager answers at ${path}`);
	unlinkSync(path);
}

function answers(path: string): Promise<boolean> {
	return new Promise((resolve) => {
		const probe = createConnection(path);
		probe.once('connect', () => {
			probe.destroy();
			resolve(true);
		});
		probe.once('error', () => resolve(false));
	});
}
