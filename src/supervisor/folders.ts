/**
 * Who owns what of the box's folders. dogeboxd may write what is its own; what the agent and
 * containers go by belongs to root, in folders in which dogeboxd can neither rename nor remove it.
 * Data of before there was an agent belong to root and are handed over here.
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
 * In the data folder, and root's: layers, pups' files and data, logs; and the key manager's own.
 */
const NOT_DOGEBOXD = new Set(['images', 'pups', 'storage', 'logs', 'dkm']);
/** Folders that dogeboxd makes use of and might find missing. */
const DOGEBOXD = ['sources', 'downloads', 'staging', 'blobs'];

/**
 * Prepares data and run folder. Links are never followed below them, and a file with a second name
 * is left alone: it may be somebody else's.
 * @param data absolute; may itself be a link
 * @param run absolute
 * @param groups whose programs may open the socket of the API, and that for Docker's clients; null
 *   for none
 */
export function prepareFolders(
	data: string,
	run: string,
	{ uid, gid }: Owners,
	groups: { api: number | null; docker: number | null } = { api: null, docker: null }
): void {
	// Group and sticky: dogeboxd makes files here, and cannot put another folder in the place of
	// one of root's.
	folder(data, 0, gid, 0o1771);
	for (const name of ['pups', 'storage']) folder(join(data, name), 0, 0, 0o711);
	// dogeboxd looks at what layers there are, and at what they say of themselves.
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
	// dogeboxd makes the sockets; that one is the group's comes from its folder.
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

/** Opens what is really there. @returns null for links, sockets and what vanished */
function opened(path: string): number | null {
	try {
		return openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
	} catch {
		return null;
	}
}

/**
 * Hands what is root's to dogeboxd, folders last: while one is root's nobody else can change what
 * it holds.
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

/** Lets dogeboxd's group read a file of root's. */
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
 * Lets dogeboxd's group read the logs of one container. They stay root's: a monitor of root writes
 * to them.
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
 * A group whose programs may open a socket; null, and a word why, for none.
 * @param without what is so where there is no such group
 */
export function groupOf(name: string | null, without: string): number | null {
	if (name === null) return null;
	const gid = localGroup(name);
	if (gid === null) process.stderr.write(`dogebox: there is no group ${name}: ${without}.\n`);
	return gid;
}
