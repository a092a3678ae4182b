/**
 * Holding still all processes of a control group: cgroup v1's freezer
 * (Documentation/admin-guide/cgroup-v1/freezer-subsystem.rst) and v2's `cgroup.freeze`.
 */
import { readFileSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { controllerFolder, type CgroupLayout } from './cgroups.ts';

/** Looks after which a freeze is asked for anew; as runc does (libcontainer, fs/freezer.go). */
const ANEW = 25;

export interface Freezer {
	/**
	 * Asks for it and waits.
	 * @param ms how long: a process that waits for a disk never freezes
	 * @returns whether all of them stand still; it is not undone where they do not
	 */
	freeze(ms: number): Promise<boolean>;
	thaw(): Promise<void>;
	/** Whether it was asked for here, and not for a group above. False where there is no group. */
	asked(): boolean;
}

/** The freezer of a group; null where this kernel has none. */
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
				// One that forks at the wrong moment stays half frozen on v1, however long it is
				// waited for.
				if (layout.kind === 'v2') continue;
				await write(files.off);
				await wait(1);
				await write(files.on);
			}
		},
		thaw: () => write(files.off),
		asked() {
			try {
				return readFileSync(join(folder, files.own), 'latin1').trim() === '1';
			} catch {
				return false;
			}
		}
	};
}
