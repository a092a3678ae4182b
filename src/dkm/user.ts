/** Switches to an ordinary user after root has opened everything. */
import { accessSync, chownSync, constants, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { localAccount, type Account } from '../lib/server/accounts.ts';

/** Whether an account may pass through every folder above `path`. */
export function canReach(account: Account, path: string): boolean {
	for (let folder = dirname(resolve(path)); ; folder = dirname(folder)) {
		const { mode, uid, gid } = statSync(folder);
		const bit = uid === account.uid ? 0o100 : account.groups.includes(gid) ? 0o010 : 0o001;
		if ((mode & bit) === 0) return false;
		if (folder === dirname(folder)) return true;
	}
}

/**
 * Hands `paths` over to the account and switches to it permanently.
 * @param name as given by --user
 * @param folder must stay reachable; its parent folders are checked
 * @param paths to hand over: the folder itself and the database's files
 * @param socket handed over too, with the group that may connect; null: the account's own
 * @returns the reason for not switching, for the log; null on success
 */
export function becomeUser(
	name: string,
	folder: string,
	paths: readonly string[],
	socket: { path: string; group: number | null }
): string | null {
	if (process.getuid?.() !== 0 || !process.setuid || !process.setgid || !process.setgroups) {
		return 'not started as root';
	}
	const account = localAccount(name);
	if (!account) return `there is no user “${name}”`;
	if (account.uid === 0) return `“${name}” is root`;
	if (!canReach(account, folder)) return `“${name}” cannot pass through the folders above ${folder}`;
	for (const path of paths) chownSync(path, account.uid, account.gid);
	chownSync(socket.path, account.uid, socket.group ?? account.gid);
	process.setgroups(account.groups);
	process.setgid(account.gid);
	process.setuid(account.uid);
	accessSync(folder, constants.R_OK | constants.W_OK | constants.X_OK);
	return null;
}
