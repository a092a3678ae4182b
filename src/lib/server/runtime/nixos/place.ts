/** Finds processes of a container on the host, in the control group of its unit. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { identify, type CgroupLayout, type ProcessIdentity } from '../../host/index.ts';
import { idInside } from '../oci/processes.ts';

/** Interval of polling for a container's first process or for its end, milliseconds. */
export const POLL_MS = 10;

const read = (path: string): string => {
	try {
		return readFileSync(path, 'latin1');
	} catch {
		return '';
	}
};

/** Control group of a container's unit. */
export const unitGroup = (name: string) => join('/machine.slice', `container@${name}.service`);

const below = (folder: string): string[] => {
	try {
		return readdirSync(folder, { withFileTypes: true }).flatMap((one) =>
			one.isDirectory() ? [join(folder, one.name)] : []
		);
	} catch {
		return [];
	}
};

/**
 * Returns the process of a group, or of a group below it, that has this id inside its namespace.
 */
function find(folder: string, pidInside: number, deep: boolean): number | null {
	for (const pid of read(join(folder, 'cgroup.procs')).split('\n').filter(Boolean)) {
		// systemd-nspawn itself is in the host's pid namespace.
		if (idInside(read(`/proc/${pid}/status`)) === pidInside) return Number(pid);
	}
	return deep
		? (below(folder)
				.map((one) => find(one, pidInside, true))
				.find((one) => one !== null) ?? null)
		: null;
}

/**
 * Finds a process of a container by its id inside the container.
 * @param pidInside 1 for the init process
 */
export function processInside(layout: CgroupLayout | null, name: string, pidInside: number): ProcessIdentity | null {
	for (const root of layout?.roots ?? []) {
		const pid = find(join(root, unitGroup(name)), pidInside, true);
		if (pid !== null) return identify(pid);
	}
	return null;
}
