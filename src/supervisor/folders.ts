/**
 * Ownership of the box's folders. dogeboxd may write to its own data. Whatever the agent and the
 * containers rely on belongs to root, in folders where dogeboxd can neither rename nor remove it.
 * Data from versions without an agent belong to root and are handed over here.
 */
import {
	chmodSync,
	chownSync,
	closeSync,
	constants,
	fchmodSync,
	fchownSync,
	fstatSync,
	lchownSync,
	lstatSync,
	mkdirSync,
	openSync,
	readdirSync,
	rmSync
} from 'node:fs';
import { join } from 'node:path';
import { localGroup } from '../lib/server/accounts.ts';

export interface Owners {
	/** dogeboxd's account. */
	uid: number;
	gid: number;
}

/**
 * Entries of the data folder that belong to root (layers, pups' files and data, logs) or to `dkm`.
 */
const NOT_DOGEBOXD = new Set(['images', 'pups', 'storage', 'logs', 'dkm']);
/** Folders that dogeboxd uses; created if missing. */
const DOGEBOXD = ['sources', 'downloads', 'staging', 'blobs'];

/**
 * Prepares the data folder and the run folder. Links below them are never followed. A file with
 * more than one hard link is left alone: it may belong to somebody else.
 * @param data absolute; may itself be a link
 * @param run absolute
 * @param groups may open the socket of the API, and the socket for Docker's clients; null for
 *   none
 */
export function prepareFolders(
	data: string,
	run: string,
	{ uid, gid }: Owners,
	groups: { api: number | null; docker: number | null } = { api: null, docker: null }
): void {
	// Group-writable and sticky: dogeboxd can create files here, and cannot replace a folder that
	// belongs to root.
	folder(data, 0, gid, 0o1771);
	for (const name of ['pups', 'storage']) folder(join(data, name), 0, 0, 0o711);
	// dogeboxd lists the layers and reads their descriptions.
	folder(join(data, 'images'), 0, gid, 0o751);
	for (const name of readdirSync(join(data, 'images'))) {
		if (name.endsWith('.json')) openFor(join(data, 'images', name), gid);
	}
	folder(join(data, 'logs'), 0, gid, 0o750);
	for (const name of DOGEBOXD) {
		if (!lstatSync(join(data, name), { throwIfNoEntry: false })) mkdirSync(join(data, name), { mode: 0o700 });
	}
	for (const name of readdirSync(data)) {
		if (!NOT_DOGEBOXD.has(name)) handOver(join(data, name), uid, gid);
	}
	for (const name of readdirSync(join(data, 'logs'))) {
		if (name === 'jobs') handOver(join(data, 'logs', name), uid, gid);
		else openLogs(join(data, 'logs', name), gid);
	}
	folder(join(data, 'logs', 'jobs'), uid, gid, 0o700);
	mkdirSync(run, { recursive: true, mode: 0o711 });
	folder(join(run, '..'), 0, 0, 0o711);
	folder(run, 0, 0, 0o711);
	folder(join(run, 'keys'), 0, gid, 0o710);
	folder(join(run, 'exits'), 0, gid, 0o750);
	// dogeboxd creates the sockets. They inherit the group of their folder (setgid).
	for (const [name, group] of Object.entries(groups)) {
		if (group !== null) folder(join(run, name), uid, group, 0o2710);
		else rmSync(join(run, name), { recursive: true, force: true });
	}
}

function folder(path: string, uid: number, gid: number, mode: number): void {
	mkdirSync(path, { recursive: true, mode });
	chownSync(path, uid, gid);
	chmodSync(path, mode);
}

/** Opens a file or folder. @returns null for links, sockets, and paths that no longer exist */
function opened(path: string): number | null {
	try {
		return openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
	} catch {
		return null;
	}
}

/**
 * Hands a path that root owns over to dogeboxd, a folder after its contents: as long as root owns
 * the folder, nobody else can change what is in it.
 */
function handOver(path: string, uid: number, gid: number): void {
	const found = lstatSync(path);
	if (found.uid !== 0) return;
	if (found.isSymbolicLink()) return lchownSync(path, uid, gid);
	const file = opened(path);
	if (file === null) return;
	try {
		const stat = fstatSync(file);
		if (stat.isDirectory()) {
			for (const name of readdirSync(path)) handOver(join(path, name), uid, gid);
		} else if (!stat.isFile() || stat.nlink > 1) return;
		if (stat.uid === 0) fchownSync(file, uid, gid);
	} finally {
		closeSync(file);
	}
}

/** Lets dogeboxd's group read a file that root owns. */
function openFor(path: string, gid: number): void {
	const file = opened(path);
	if (file === null) return;
	try {
		const stat = fstatSync(file);
		if (!stat.isFile() || stat.uid !== 0 || (stat.gid === gid && (stat.mode & 0o777) === 0o640)) return;
		fchownSync(file, 0, gid);
		fchmodSync(file, 0o640);
	} finally {
		closeSync(file);
	}
}

/**
 * Lets dogeboxd's group read the logs of one container. Root keeps owning them, because a monitor
 * that runs as root writes to them.
 */
function openLogs(path: string, gid: number): void {
	const file = opened(path);
	if (file === null) return;
	try {
		const stat = fstatSync(file);
		if (stat.uid !== 0 || (stat.isFile() && stat.nlink > 2)) return;
		if (stat.isDirectory()) {
			if (stat.gid === gid && (stat.mode & 0o7777) === 0o2750) return;
			for (const name of readdirSync(path)) openLogs(join(path, name), gid);
		}
		fchownSync(file, 0, gid);
		fchmodSync(file, stat.isDirectory() ? 0o2750 : 0o640);
	} finally {
		closeSync(file);
	}
}

/**
 * Returns the id of a group whose programs may open a socket; null without one, with a report.
 * @param without the consequence of a missing group, for that report
 */
export function groupOf(name: string | null, without: string): number | null {
	if (name === null) return null;
	const gid = localGroup(name);
	if (gid === null) process.stderr.write(`dogebox: there is no group ${name}: ${without}.\n`);
	return gid;
}
