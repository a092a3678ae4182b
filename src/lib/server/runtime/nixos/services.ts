/**
 * Services in a container of NixOS: reads which of them run, handles their exits, and ends them.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { monotonicMs } from '../../concurrency/index.ts';
import { nixosVerbs, readOomKills, type CgroupLayout, type Host } from '../../host/index.ts';
import type { Killed, ProcessExit, StopHow } from '../types.ts';
import { runs, type Held, type HeldProcess } from './held.ts';
import type { JournalNews } from './journal.ts';
import { POLL_MS, processInside, unitGroup } from './place.ts';
import { unitStates } from './unit-states.ts';

/** How long the journal may lag behind a stop, milliseconds. */
export const REPORTED_WITHIN_MS = 1000;
/** Exit status of a process that SIGKILL ended. */
export const KILLED = 137;

export interface ContainerServices {
	/** Reads which of its services run. */
	read(one: Held): Promise<void>;
	/** Handles an entry of the journal. A service that has ended has no process any more. */
	hear(one: Held, news: JournalNews): void;
	/** Records that a service has ended, and notifies the listeners. */
	ended(one: Held, entry: HeldProcess, end: Omit<ProcessExit, 'id' | 'process'>): void;
	/** Ends a running service. @returns the service, where it had to be killed */
	end(one: Held, entry: HeldProcess, how: StopHow, signal?: AbortSignal): Promise<Killed[]>;
}

/**
 * @param deps.layout control groups of this host; null before they are known
 * @param deps.emit called with each exit
 */
export function createContainerServices(deps: {
	host: Host;
	layout: () => CgroupLayout | null;
	emit: (exit: ProcessExit) => void;
}): ContainerServices {
	const { host, layout, emit } = deps;

	function ended(one: Held, entry: HeldProcess, end: Omit<ProcessExit, 'id' | 'process'>): void {
		Object.assign(entry, { process: null, exitCode: end.exitCode, oomKilled: end.oomKilled, ending: null });
		emit({ id: one.id, process: entry.name, ...end });
	}

	return {
		ended,
		async read(one) {
			const services = one.processes.map(({ name }) => name);
			for (const state of unitStates(await host.call(nixosVerbs.nixosServices, { name: one.name, services }))) {
				const entry = one.processes.find(({ name }) => name === state.service);
				if (!entry) continue;
				if (state.pidInside === null) {
					if (state.exitCode !== null) entry.exitCode ??= state.exitCode;
					continue;
				}
				if (runs(entry)) continue;
				entry.process = processInside(layout(), one.name, state.pidInside);
				entry.startedAt = entry.process && Date.now();
				entry.ending = null;
			}
		},
		hear(one, news) {
			const entry = one.processes.find(({ name }) => name === news.service);
			if (!entry) return;
			if (news.kind === 'exit') entry.ending = news;
			if (news.kind !== 'over') return;
			const { exitCode = 0, neverRan = false } = entry.ending ?? {};
			// On some kernels the systemd inside does not learn of an OOM kill.
			const groups = layout();
			const kills = groups ? readOomKills(groups, unitGroup(one.name)) : 0;
			const oomKilled = news.result === 'oom-kill' || (exitCode === KILLED && kills > one.oomKills);
			one.oomKills = kills;
			ended(one, entry, { exitCode, oomKilled, at: news.at, ...(neverRan && { neverRan: true as const }) });
		},
		async end(one, entry, how, signal) {
			if (!runs(entry)) return [];
			const kill = (what: StopHow['signal'] | 'SIGKILL') =>
				host.call(nixosVerbs.nixosServiceKill, { name: one.name, service: entry.name, signal: what });
			const gone = () => !runs(entry);
			if (how.graceMs > 0) await kill(how.signal);
			const killed = !(await until(gone, how.graceMs, signal));
			if (killed) await kill('SIGKILL');
			await until(gone, REPORTED_WITHIN_MS);
			await until(() => entry.process === null, REPORTED_WITHIN_MS);
			if (entry.process) ended(one, entry, { exitCode: KILLED, oomKilled: false, at: Date.now() });
			return killed ? [{ process: entry.name, ...how }] : [];
		}
	};
}

/** @returns true once `done` returns true; false after `ms` milliseconds or an abort */
export async function until(done: () => boolean, ms: number, signal?: AbortSignal): Promise<boolean> {
	for (const deadline = monotonicMs() + ms; !done(); await delay(POLL_MS)) {
		if (monotonicMs() > deadline || signal?.aborted) return false;
	}
	return true;
}
