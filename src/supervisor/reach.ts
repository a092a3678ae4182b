/**
 * Shows the program to an account that cannot pass through the folders above it, as below a closed
 * home. What is bound for that lies in a folder of this supervisor's own in the run folder and goes
 * with it; what one that was killed left goes at the next start.
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

/** Where the program and node are found, and how what was bound for that is taken away. */
export interface Reach {
	here: string;
	node: string;
	/** To be called when nothing runs from there any more; never throws. */
	release(): void;
}

/** Parts of a supervisor's folder. */
const PROGRAM = 'program';
const NODE = 'node';

/**
 * Names a process for as long as the host is up: its id, and when it began (`starttime` in
 * proc(5), “stat”).
 * @returns null where there is none
 */
function nameOf(pid: number | 'self'): string | null {
	try {
		const text = readFileSync(`/proc/${pid}/stat`, 'latin1');
		// The program's name stands in brackets and may hold blanks.
		return `${text.slice(0, text.indexOf(' '))}-${text.slice(text.lastIndexOf(')') + 2).split(' ')[19]}`;
	} catch {
		return null;
	}
}

/**
 * Binds a file or folder of the host, read-only, to a place in the run folder.
 * @throws Error with mount's words
 */
function bind(from: string, to: string, isFile: boolean, { gid }: Account): string {
	const [own, all] = [dirname(to), dirname(dirname(to))];
	mkdirSync(own, { recursive: true });
	chmodSync(all, 0o711);
	// The place it comes from was closed to others, and stays so.
	chownSync(own, 0, gid);
	chmodSync(own, 0o710);
	if (isFile) writeFileSync(to, '');
	else mkdirSync(to);
	const made = spawnSync('mount', ['--bind', '-o', 'ro,nosuid,nodev', from, to], { encoding: 'utf8' });
	if (made.status !== 0) throw new Error(`${from} cannot be shown to dogeboxd: ${made.stderr.trim()}`);
	return to;
}

/** Unmounts what was bound to a path, and removes the empty path; never what the place holds. */
function unbind(place: string): void {
	while (isMountPoint(place)) {
		// Lazily where something still runs from it.
		const umount = (...how: string[]) => spawnSync('umount', [...how, place], { stdio: 'ignore' }).status === 0;
		if (!umount() && !umount('--lazy')) return;
	}
	for (const remove of [unlinkSync, rmdirSync]) {
		try {
			remove(place);
			return;
		} catch {
			// It is of another kind, or not there.
		}
	}
}

/** Removes a supervisor's folder. */
function removeFolder(folder: string): void {
	unbind(join(folder, PROGRAM));
	unbind(join(folder, NODE));
	for (const path of [folder, dirname(folder)]) {
		try {
			rmdirSync(path);
		} catch {
			// Another one's is beside it, or it was never made.
		}
	}
}

/**
 * Where dogeboxd's account finds the program and node: at their own places, or bound to the run
 * folder.
 * @param parts.here absolute folder of the built program; what it needs lies in the folder above
 */
export function reachable(account: Account, parts: { here: string; node: string; run: string }): Reach {
	const { here, node, run } = parts;
	const all = join(run, 'reach');
	for (const name of namesIn(all)) {
		// One that runs keeps its own, also where it will turn out that this one may not run.
		if (nameOf(Number(name.split('-')[0])) !== name) removeFolder(join(all, name));
	}
	// Where an earlier version bound them.
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
