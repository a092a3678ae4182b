/**
 * Detects that a container has reached a limit: processes that the kernel killed for memory, and
 * new processes and threads that it refused. Refusals are also written to the container's log,
 * since programs report them badly.
 */
import { join } from 'node:path';
import {
	controllerFolder,
	readOomKills,
	readPidsRefused,
	readSmall,
	type CgroupLayout,
	type GroupHits
} from '../../host/index.ts';
import { parseNumber } from './group-usage.ts';

/**
 * Minimum time between two such lines in a log, milliseconds: a program that keeps trying would
 * flood it.
 */
const QUIET_MS = 10 * 60 * 1000;

export interface LimitHits {
	/** Starts counting for a new container at zero. */
	begin(id: string): void;
	/**
	 * Reads the counters. Calls `note` where a process was refused since the last reading.
	 * @param services services that run
	 */
	read(layout: CgroupLayout, id: string, services: readonly string[]): GroupHits;
	/**
	 * Registers a command that runs in its own cgroup below a service's.
	 * @returns a function to call at the command's end, with the counts of its cgroup, which may be
	 *   gone by then
	 */
	command(id: string, service: string, session: string): (layout: CgroupLayout | null, hits?: GroupHits) => void;
	/** Counts since the container began, as far as they were observed. */
	of(id: string): GroupHits;
	forget(id: string): void;
}

interface Seen extends GroupHits {
	/**
	 * Counters of each cgroup at the last reading. A service that starts again has a new cgroup.
	 */
	counters: Map<string, number>;
	/** Running commands: the cgroup below the container's, and the service that each runs in. */
	commands: Map<string, string>;
	loggedAt: number | null;
}

const NONE: GroupHits = { oomKills: 0, pidsRefused: 0 };

/**
 * @param cgroup cgroup of all containers: `/dogebox`
 * @param note appends a line to a service's log
 */
export function createLimitHits(cgroup: string, note: (id: string, service: string, text: string) => void): LimitHits {
	const seen = new Map<string, Seen>();
	const fresh = (): Seen => ({ ...NONE, counters: new Map(), commands: new Map(), loggedAt: null });

	/** Returns the increase of a counter; counts from 0 where it was reset. */
	function risen(counters: Map<string, number>, key: string, now: number, known = true): number {
		const before = counters.get(key) ?? (known ? 0 : now);
		counters.set(key, now);
		return now >= before ? now - before : now;
	}

	/** Writes to a service's log that processes were refused. */
	function publish(layout: CgroupLayout, id: string, entry: Seen, service: string): void {
		const folder = controllerFolder(layout, 'pids', join(cgroup, id));
		const limit = folder === null ? null : parseNumber(readSmall(join(folder, 'pids.max')) ?? '');
		if (limit === null) return;
		const now = performance.now();
		if (entry.loggedAt !== null && now - entry.loggedAt < QUIET_MS) return;
		entry.loggedAt = now;
		note(
			id,
			service,
			`The limit of ${limit} processes and threads was reached, and a new one was refused. You can set a higher limit on its page.`
		);
	}

	return {
		begin: (id) => void seen.set(id, fresh()),
		forget: (id) => void seen.delete(id),
		of: (id) => seen.get(id) ?? NONE,
		command(id, service, session) {
			const group = join(service, session);
			const entry = seen.get(id);
			entry?.commands.set(group, service);
			return (layout, hits) => {
				if (!entry?.commands.delete(group)) return;
				if (hits) {
					const refused = risen(entry.counters, `pids ${group}`, hits.pidsRefused);
					entry.pidsRefused += refused;
					entry.oomKills += risen(entry.counters, `oom ${group}`, hits.oomKills);
					if (refused > 0 && layout) publish(layout, id, entry, service);
				}
				for (const kind of ['oom', 'pids']) entry.counters.delete(`${kind} ${group}`);
			};
		},
		read(layout, id, services) {
			// For an adopted container, earlier counts are unknown, so its first reading counts as
			// nothing new.
			const known = seen.has(id);
			const entry = seen.get(id) ?? fresh();
			seen.set(id, entry);
			const commands = [...entry.commands.keys()];
			// v2 counts the whole tree at its top; v1 counts each cgroup by itself.
			for (const one of layout.kind === 'v2' ? [''] : ['', ...services, ...commands]) {
				const kills = readOomKills(layout, join(cgroup, id, one));
				entry.oomKills += risen(entry.counters, `oom ${one}`, kills, known);
			}
			const refusedIn = (group: string) => readPidsRefused(layout, join(cgroup, id, group));
			/** Refusals by service, including its commands. */
			const refused = new Map<string, number>();
			for (const one of ['', ...services, ...commands]) {
				const now = refusedIn(one);
				if (now === null) continue;
				const more = risen(entry.counters, `pids ${one}`, now, known);
				const service = entry.commands.get(one) ?? one;
				refused.set(service, (refused.get(service) ?? 0) + more);
			}
			const all = [...refused.values()].reduce((sum, more) => sum + more, 0);
			entry.pidsRefused += all;
			const folder = controllerFolder(layout, 'pids', join(cgroup, id));
			if (all === 0 || folder === null) return entry;
			// Where only the total is counted, the service with the most processes is the likely
			// one.
			const own = (name: string) => refused.get(name) ?? 0;
			const size = (name: string) => parseNumber(readSmall(join(folder, name, 'pids.current')) ?? '') ?? 0;
			const likely = [...services].sort((a, b) => own(b) - own(a) || size(b) - size(a))[0];
			if (likely !== undefined) publish(layout, id, entry, likely);
			return entry;
		}
	};
}
