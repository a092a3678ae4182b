/**
 * Notices when a container has reached a limit: processes that the kernel ended for memory, and
 * new processes and threads that it refused. The latter is said in the container's log too, since
 * programs tell it badly.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { controllerFolder, type CgroupLayout } from '../../host/index.ts';
import { parseField, parseNumber, readOomKills } from './group-usage.ts';

/**
 * After a line in the log this long none, milliseconds: a program that goes on trying floods it.
 */
const QUIET_MS = 10 * 60 * 1000;

/** How often each limit was reached since the container began, as far as it was seen. */
export interface Hits {
	oomKills: number;
	pidsRefused: number;
}

export interface LimitHits {
	/** A container that begins: nothing was refused yet. */
	begin(id: string): void;
	/**
	 * Looks, and calls `note` where a process was refused since the last look.
	 * @param services those of its services that run
	 */
	look(layout: CgroupLayout, id: string, services: readonly string[]): Hits;
	/** At the last look. */
	of(id: string): Hits;
	forget(id: string): void;
}

interface Seen extends Hits {
	/** Counters of each group at the last look: a service that starts again has a new group. */
	counters: Map<string, number>;
	loggedAt: number | null;
}

const NONE: Hits = { oomKills: 0, pidsRefused: 0 };

/**
 * @param cgroup group of all containers: `/dogebox`
 * @param note appends a line to a service's log
 */
export function createLimitHits(cgroup: string, note: (id: string, service: string, text: string) => void): LimitHits {
	const seen = new Map<string, Seen>();
	const fresh = (): Seen => ({ ...NONE, counters: new Map(), loggedAt: null });

	/** By how much a counter has risen; from 0 where it began anew. */
	function risen(counters: Map<string, number>, key: string, now: number, known: boolean): number {
		const before = counters.get(key) ?? (known ? 0 : now);
		counters.set(key, now);
		return now >= before ? now - before : now;
	}

	return {
		begin: (id) => void seen.set(id, fresh()),
		forget: (id) => void seen.delete(id),
		of: (id) => seen.get(id) ?? NONE,
		look(layout, id, services) {
			const folder = controllerFolder(layout, 'pids', join(cgroup, id));
			// Of one that was adopted nobody knows what of it is old.
			const known = seen.has(id);
			const entry = seen.get(id) ?? fresh();
			seen.set(id, entry);
			const group = join(cgroup, id);
			// v2 counts the whole tree at its top; v1 each group its own.
			const killed = layout.kind === 'v2' ? [group] : [group, ...services.map((name) => join(group, name))];
			for (const one of killed) {
				entry.oomKills += risen(entry.counters, `oom ${one}`, readOomKills(layout, one), known);
			}
			if (folder === null) return entry;
			// Kernels before 6.11 count where the process is that was refused a new one, later ones
			// where the limit is (Documentation/admin-guide/cgroup-v2.rst, “pids.events”).
			const refusedIn = (path: string) => parseField(read(path, 'pids.events'), 'max') ?? 0;
			let refused = 0;
			for (const path of [folder, ...services.map((name) => join(folder, name))]) {
				refused += risen(entry.counters, path, refusedIn(path), known);
			}
			entry.pidsRefused += refused;
			const now = performance.now();
			if (refused === 0 || (entry.loggedAt !== null && now - entry.loggedAt < QUIET_MS)) return entry;
			entry.loggedAt = now;
			// Where only the whole is counted, the service with the most of them is likely the one.
			const own = (name: string) => refusedIn(join(folder, name));
			const size = (name: string) => parseNumber(read(join(folder, name), 'pids.current')) ?? 0;
			const likely = [...services].sort((a, b) => own(b) - own(a) || size(b) - size(a))[0];
			const limit = parseNumber(read(folder, 'pids.max'));
			if (likely === undefined || limit === null) return entry;
			note(
				id,
				likely,
				`The limit of ${limit} processes and threads was reached, and a new one was refused. A higher one can be set among the limits on its page.`
			);
			return entry;
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
