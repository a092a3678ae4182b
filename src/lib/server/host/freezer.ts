/**
 * Freezes all processes of a cgroup, with cgroup v1's freezer
 * (Documentation/admin-guide/cgroup-v1/freezer-subsystem.rst) or v2's `cgroup.freeze`.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { controllerFolder, type CgroupLayout } from './cgroups.ts';
import { readSmall } from './read-small.ts';

/** Polls after which a freeze is requested again, as in runc (libcontainer, fs/freezer.go). */
const ANEW = 25;

export interface Freezer {
	/**
	 * Requests the freeze and waits for it.
	 * @param ms timeout: a process that waits for a disk never freezes
	 * @returns whether all processes are frozen; the request stays in effect if they are not
	 */
	freeze(ms: number): Promise<boolean>;
	thaw(): Promise<void>;
	/** Whether this group itself, not a parent, was asked to freeze. False without such a group. */
	asked(): boolean;
}

/** Returns the freezer of a group; null when this kernel has none. */
export function freezerOf(layout: CgroupLayout, group: string): Freezer | null {
	const folder = controllerFolder(layout, 'freezer', group);
	if (folder === null) return null;
	const files =
		layout.kind === 'v2'
			? { set: 'cgroup.freeze', on: '1', off: '0', state: 'cgroup.events', frozen: /^frozen 1$/m, own: 'cgroup.freeze' }
			: {
					set: 'freezer.state',
					on: 'FROZEN',
					off: 'THAWED',
					state: 'freezer.state',
					frozen: /^FROZEN$/m,
					own: 'freezer.self_freezing'
				};
	const write = (value: string) => writeFile(join(folder, files.set), value);
	return {
		async freeze(ms) {
			await write(files.on);
			for (const until = performance.now() + ms; ; await wait(1)) {
				for (let round = 0; round < ANEW; round++, await wait(1)) {
					if (files.frozen.test(await readFile(join(folder, files.state), 'latin1'))) return true;
					if (performance.now() > until) return false;
				}
				// On v1 a process that forks at the wrong moment stays half frozen, however long
				// this waits.
				if (layout.kind === 'v2') continue;
				await write(files.off);
				await wait(1);
				await write(files.on);
			}
		},
		thaw: () => write(files.off),
		asked: () => readSmall(join(folder, files.own))?.trim() === '1'
	};
}
