/** How containers of NixOS come to stand and end. Calls about one come one after another. */
import { setTimeout as delay } from 'node:timers/promises';
import { BoxError, messageOf } from '../../../contract/errors.ts';
import { monotonicMs } from '../../concurrency/index.ts';
import { hostCgroups, isAlive, nixosVerbs, readOomKills, type CgroupLayout } from '../../host/index.ts';
import type { ContainerSpec, LimitSpec } from '../spec.ts';
import type { Killed, ProcessExit, StopHow, StopOptions } from '../types.ts';
import type { NixosDeps } from './deps.ts';
import type { Description } from './description.ts';
import type { Following } from './following.ts';
import { newProcess, runs, type Held, type HeldProcess } from './held.ts';
import type { JournalNews } from './journal.ts';
import type { Keeper } from './kept.ts';
import { createBuilder, describe, handedTo } from './builder.ts';
import { processInside, unitGroup } from './place.ts';
import { unitStates } from './unit-states.ts';
import { bootId } from '../../boot-id.ts';

/** Between two looks for a container's first process, or for an end, milliseconds. */
const LOOK_MS = 10;
/** Within this it has a first process, milliseconds. */
const LEADER_WITHIN_MS = 30_000;
/** How long the journal may come behind a stop, milliseconds. */
const REPORTED_WITHIN_MS = 1000;
/** Exit status of what SIGTERM ended, and SIGKILL. */
const [TERMINATED, KILLED] = [143, 137];

export type Containers = ReturnType<typeof createContainers>;

export function createContainers(
	{ host, network, build, log }: NixosDeps,
	{ keeper, following, emit }: { keeper: Keeper; following: Following; emit: (exit: ProcessExit) => void }
) {
	const held = new Map<string, Held>();
	const { prepare, limit } = createBuilder({ host, build }, keeper);
	let layout: CgroupLayout | null = null;
	let boot = '';

	async function ready(): Promise<void> {
		layout = await hostCgroups();
		boot ||= bootId();
	}

	/** Reads which of its services run. */
	async function look(one: Held): Promise<void> {
		const services = one.processes.map(({ name }) => name);
		for (const state of unitStates(await host.call(nixosVerbs.nixosServices, { name: one.name, services }))) {
			const entry = one.processes.find(({ name }) => name === state.service);
			if (!entry) continue;
			if (state.pidInside === null) {
				if (state.exitCode !== null) entry.exitCode ??= state.exitCode;
				continue;
			}
			if (runs(entry)) continue;
			entry.process = processInside(layout, one.name, state.pidInside);
			entry.startedAt = entry.process && Date.now();
			entry.ending = null;
		}
	}

	function endProcess(one: Held, entry: HeldProcess, end: Omit<ProcessExit, 'id' | 'process'>): void {
		Object.assign(entry, { process: null, exitCode: end.exitCode, oomKilled: end.oomKilled, ending: null });
		emit({ id: one.id, process: entry.name, ...end });
	}

	/** Follows what the journal says; services that have ended have no process any more. */
	function hear(one: Held, news: JournalNews): void {
		const entry = one.processes.find(({ name }) => name === news.service);
		if (!entry) return;
		if (news.kind === 'exit') entry.ending = news;
		if (news.kind !== 'over') return;
		const { exitCode = 0, neverRan = false } = entry.ending ?? {};
		// The systemd inside does not learn of it on every kernel.
		const kills = layout ? readOomKills(layout, unitGroup(one.name)) : 0;
		const oomKilled = news.result === 'oom-kill' || (exitCode === KILLED && kills > one.oomKills);
		one.oomKills = kills;
		endProcess(one, entry, { exitCode, oomKilled, at: news.at, ...(neverRan && { neverRan: true as const }) });
	}

	const follow = (one: Held) =>
		following.begin({ id: one.id, name: one.name, services: one.processes.map(({ name }) => name) }, (news) =>
			hear(one, news)
		);

	/** Everything of it is gone: its processes, its link, whoever follows it. */
	async function letGo(one: Held, exitCode: number): Promise<void> {
		held.delete(one.id);
		for (const entry of one.processes) {
			if (entry.process) endProcess(one, entry, { exitCode, oomKilled: false, at: Date.now() });
		}
		following.end(one.id);
		await network?.detach(one.id);
	}

	/** Starts it: one call of systemctl. Its link comes while it starts, before its services do. */
	async function start(spec: ContainerSpec, description: Description, name: string): Promise<Held> {
		const { id } = spec;
		let failed: unknown = null;
		const starting = host.call(nixosVerbs.nixosStart, handedTo(name, spec, description)).catch((error: unknown) => {
			failed = error;
		});
		try {
			const deadline = monotonicMs() + LEADER_WITHIN_MS;
			let leader = processInside(layout, name, 1);
			while (leader === null && failed === null && monotonicMs() < deadline) {
				await delay(LOOK_MS);
				leader = processInside(layout, name, 1);
			}
			if (leader !== null && spec.network !== null) {
				await network?.attach({ id, address: spec.network.address }, leader.pid);
			}
			await starting;
			if (failed !== null) throw failed as Error;
			if (leader === null) throw new Error('its first process was not found');
			const processes = spec.processes.map((process) => newProcess(process.name));
			const one = { id, name, description, leader, paused: false, oomKills: 0, processes };
			held.set(id, one);
			await look(one);
			await follow(one);
			return one;
		} catch (error) {
			await host.call(nixosVerbs.nixosStop, { name }).catch(() => {});
			held.delete(id);
			await network?.detach(id);
			const message = `The container did not start: ${messageOf(error)}`;
			throw new BoxError({ code: 'container-start-failed', status: 500, message, cause: error });
		}
	}

	async function endService(one: Held, entry: HeldProcess, how: StopHow, signal?: AbortSignal): Promise<Killed[]> {
		if (!runs(entry)) return [];
		const kill = (what: StopHow['signal'] | 'SIGKILL') =>
			host.call(nixosVerbs.nixosServiceKill, { name: one.name, service: entry.name, signal: what });
		const gone = () => !runs(entry);
		if (how.graceMs > 0) await kill(how.signal);
		const killed = !(await until(gone, how.graceMs, signal));
		if (killed) await kill('SIGKILL');
		await until(gone, REPORTED_WITHIN_MS);
		await until(() => entry.process === null, REPORTED_WITHIN_MS);
		if (entry.process) endProcess(one, entry, { exitCode: KILLED, oomKilled: false, at: Date.now() });
		return killed ? [{ process: entry.name, ...how }] : [];
	}

	return {
		ready,
		/** Null before {@link ready}. */
		layout: () => layout,
		/** One that stands. Of one that has ended by itself everybody hears now. */
		get(id: string): Held | undefined {
			const one = held.get(id);
			if (one && !isAlive(one.leader)) {
				letGo(one, KILLED).catch((error: unknown) => log.error({ err: error, container: id }, 'its end is half done'));
				return undefined;
			}
			return one;
		},
		all: () => [...held.keys()],

		async adopt(): Promise<void> {
			await ready();
			for (const { id, name, running } of await host.call(nixosVerbs.nixosList, {})) {
				if (!running || held.has(id)) continue;
				const known = await keeper.read(id);
				const leader = processInside(layout, name, 1);
				if (!known || !leader) {
					await host.call(nixosVerbs.nixosStop, { name });
					continue;
				}
				const processes = Object.keys(known.description.services).map(newProcess);
				const one = { id, name, description: known.description, leader, paused: false, oomKills: 0, processes };
				held.set(id, one);
				await host.call(nixosVerbs.nixosEndSessions, { name });
				await look(one);
				await follow(one);
			}
		},

		async ensure(spec: ContainerSpec, only: string | null, signal?: AbortSignal): Promise<Held> {
			await ready();
			const known = this.get(spec.id);
			if (known) {
				await limit(spec.id, (await keeper.read(spec.id))!.kept, spec.limits, boot);
				for (const entry of known.processes) {
					if (runs(entry) || (only !== null && entry.name !== only)) continue;
					await host.call(nixosVerbs.nixosServiceStart, { name: known.name, service: entry.name });
				}
				await look(known);
				return known;
			}
			const description = describe(spec, network?.gateway ?? '');
			const kept = await limit(spec.id, await prepare(spec, description, signal), spec.limits, boot);
			signal?.throwIfAborted();
			return start(spec, description, kept.name);
		},

		async setLimits(id: string, limits: LimitSpec): Promise<void> {
			const known = held.has(id) ? await keeper.read(id) : null;
			if (known) await limit(id, known.kept, limits, boot);
		},

		async endProcess(one: Held, entry: HeldProcess, { graceMs, how, signal }: StopOptions): Promise<Killed[]> {
			return endService(one, entry, how?.(entry.name) ?? { signal: 'SIGTERM', graceMs }, signal);
		},

		/** Where no process is stopped in a way of its own, one call of systemctl ends all. */
		async stop(id: string, { graceMs, how, signal }: StopOptions): Promise<Killed[]> {
			const one = held.get(id);
			if (!one) return [];
			const asked = one.processes.flatMap((entry) => {
				const own = how?.(entry.name) ?? (graceMs === 0 ? { signal: 'SIGTERM' as const, graceMs } : null);
				return own ? [endService(one, entry, own, signal)] : [];
			});
			const killed = (await Promise.all(asked)).flat();
			await host.call(nixosVerbs.nixosStop, { name: one.name });
			await until(() => one.processes.every(({ process }) => process === null), REPORTED_WITHIN_MS);
			const late = one.processes.filter(
				({ exitCode, name }) => exitCode === KILLED && !killed.some((k) => k.process === name)
			);
			await letGo(one, TERMINATED);
			return [...killed, ...late.map(({ name }) => ({ process: name, signal: 'SIGTERM' as const, graceMs }))];
		},

		async remove(id: string): Promise<void> {
			const { name } = (await host.call(nixosVerbs.nixosList, {})).find((one) => one.id === id) ?? {};
			if (name !== undefined) await host.call(nixosVerbs.nixosDestroy, { name });
			await keeper.remove(id);
		}
	};
}

/** @returns once `done`, or after so many milliseconds */
async function until(done: () => boolean, ms: number, signal?: AbortSignal): Promise<boolean> {
	for (const deadline = monotonicMs() + ms; !done(); await delay(LOOK_MS)) {
		if (monotonicMs() > deadline || signal?.aborted) return false;
	}
	return true;
}
