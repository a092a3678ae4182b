/**
 * Notices when a container has reached its limit of processes and threads, and says so in its log.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { controllerFolder, type CgroupLayout } from '../../host/index.ts';
import { parseField, parseNumber } from './group-usage.ts';

/**
 * After a line in the log this long none, milliseconds: a program that goes on trying floods it.
 */
const QUIET_MS = 10 * 60 * 1000;

export interface ProcessLimit {
	/** A container that begins: nothing was refused yet. */
	begin(id: string): void;
	/**
	 * Looks, and calls `note` where something was refused since the last look.
	 * @param services those of its services that run
	 */
	look(layout: CgroupLayout, id: string, services: readonly string[]): void;
	forget(id: string): void;
}

/**
 * @param cgroup group of all containers: `/dogebox`
 * @param note appends a line to a service's log
 */
export function createProcessLimit(
	cgroup: string,
	note: (id: string, service: string, text: string) => void
): ProcessLimit {
	const seen = new Map<string, { refused: number; toldAt: number | null }>();
	return {
		begin: (id) => void seen.set(id, { refused: 0, toldAt: null }),
		forget: (id) => void seen.delete(id),
		look(layout, id, services) {
			const folder = controllerFolder(layout, 'pids', join(cgroup, id));
			if (folder === null) return;
			// Kernels before 6.11 count where the process is that was refused a new one, later ones
			// where the limit is (Documentation/admin-guide/cgroup-v2.rst, “pids.events”).
			const refusedIn = (group: string) => parseField(read(group, 'pids.events'), 'max') ?? 0;
			const refused = [folder, ...services.map((name) => join(folder, name))].reduce(
				(sum, group) => sum + refusedIn(group),
				0
			);
			const before = seen.get(id);
			const now = performance.now();
			const quiet = before?.toldAt !== null && before?.toldAt !== undefined && now - before.toldAt < QUIET_MS;
			const tell = before !== undefined && refused > before.refused && !quiet;
			seen.set(id, { refused, toldAt: tell ? now : (before?.toldAt ?? null) });
			if (!tell) return;
			// Where only the whole is counted, the service with the most of them is likely the one.
			const own = (name: string) => refusedIn(join(folder, name));
			const size = (name: string) => parseNumber(read(join(folder, name), 'pids.current')) ?? 0;
			const likely = [...services].sort((a, b) => own(b) - own(a) || size(b) - size(a))[0];
			const limit = parseNumber(read(folder, 'pids.max'));
			if (likely === undefined || limit === null) return;
			note(
				id,
				likely,
				`The limit of ${limit} processes and threads was reached, and a new one was refused. A higher one can be set among the limits on its page.`
			);
		}
	};
}

function read(folder: string, file: string): string {
	try {
		return readFileSync(join(folder, file), 'latin1');
	} catch {
		return '';
	}
}
