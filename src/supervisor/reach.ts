/**
 * Makes the program visible to an account that cannot pass through the folders above it, such as a
 * private home folder. The bind mounts are in a folder per supervisor below the run folder and are
 * removed when it exits; the next start removes those of a supervisor that was killed.
 */
import { spawnSync } from 'node:child_process';
import {
	chmodSync,
	chownSync,
	mkdirSync,
	readdirSync,
	readFileSync,
	rmdirSync,
	unlinkSync,
	writeFileSync
} from 'node:fs';
import { dirname, join } from 'node:path';
import { canReach } from '../dkm/user.ts';
import type { Account } from '../lib/server/accounts.ts';
import { isMountPoint } from '../lib/server/mountinfo.ts';

/** Paths of the program and of node for dogeboxd's account, and how to remove the bind mounts. */
export interface Reach {
	here: string;
	node: string;
	/** Removes the bind mounts. Call it when nothing runs from them any more. Never throws. */
	release(): void;
}

/** Names in a supervisor's folder. */
const PROGRAM = 'program';
const NODE = 'node';

/**
 * Identifies a process until the host reboots: its process id and its start time (`starttime` in
 * proc(5), “stat”).
 * @returns null when there is no such process
 */
function nameOf(pid: number | 'self'): string | null {
	try {
		const text = readFileSync(`/proc/${pid}/stat`, 'latin1');
		// The program's name is in parentheses and may contain spaces.
		return `${text.slice(0, text.indexOf(' '))}-${text.slice(text.lastIndexOf(')') + 2).split(' ')[19]}`;
	} catch {
		return null;
	}
}

/**
 * Bind-mounts a file or folder of the host, read-only, at a path in the run folder.
 * @throws Error with mount's message
 */
function bind(from: string, to: string, isFile: boolean, { gid }: Account): string {
	const [own, all] = [dirname(to), dirname(dirname(to))];
	mkdirSync(own, { recursive: true });
	chmodSync(all, 0o711);
	// The source was closed to other accounts, and the mount stays closed to them.
	chownSync(own, 0, gid);
	chmodSync(own, 0o710);
	if (isFile) writeFileSync(to, '');
	else mkdirSync(to);
	const made = spawnSync('mount', ['--bind', '-o', 'ro,nosuid,nodev', from, to], { encoding: 'utf8' });
	if (made.status !== 0) throw new Error(`${from} cannot be shown to dogeboxd: ${made.stderr.trim()}`);
	return to;
}

/** Unmounts a path and removes the empty mount point, never what the mounted folder contains. */
function unbind(place: string): void {
	while (isMountPoint(place)) {
		// Lazily when a program still runs from it.
		const umount = (...how: string[]) => spawnSync('umount', [...how, place], { stdio: 'ignore' }).status === 0;
		if (!umount() && !umount('--lazy')) return;
	}
	for (const remove of [unlinkSync, rmdirSync]) {
		try {
			remove(place);
			return;
		} catch {
			// The path is of the other kind, or does not exist.
		}
	}
}

/** Removes the folder of one supervisor. */
function removeFolder(folder: string): void {
	unbind(join(folder, PROGRAM));
	unbind(join(folder, NODE));
	for (const path of [folder, dirname(folder)]) {
		try {
			rmdirSync(path);
		} catch {
			// Another supervisor's folder is beside it, or it was never created.
		}
	}
}

/**
 * Returns the paths under which dogeboxd's account can run the program and node: the original ones,
 * or bind mounts in the run folder.
 * @param parts.here absolute folder of the built program; it needs files of the parent folder
 */
export function reachable(account: Account, parts: { here: string; node: string; run: string }): Reach {
	const { here, node, run } = parts;
	const all = join(run, 'reach');
	for (const name of namesIn(all)) {
		// A running supervisor keeps its mounts, even if this one then finds that it may not run.
		if (nameOf(Number(name.split('-')[0])) !== name) removeFolder(join(all, name));
	}
	// Mount points of an earlier version.
	for (const name of [PROGRAM, NODE]) if (isMountPoint(join(run, name))) unbind(join(run, name));
	const own = join(all, nameOf('self') ?? String(process.pid));
	const release = () => removeFolder(own);
	try {
		return {
			here: canReach(account, join(here, 'main.js'))
				? here
				: join(bind(dirname(here), join(own, PROGRAM), false, account), 'build'),
			node: canReach(account, node) ? node : bind(node, join(own, NODE), true, account),
			release
		};
	} catch (error) {
		release();
		throw error;
	}
}

function namesIn(folder: string): string[] {
	try {
		return readdirSync(folder);
	} catch {
		return [];
	}
}
