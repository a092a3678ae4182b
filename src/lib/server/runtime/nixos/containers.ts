/** Starts and stops containers of NixOS. Calls for the same container run one after another. */
import { BoxError, messageOf } from '../../../contract/errors.ts';
import { hostCgroups, isAlive, nixosVerbs, type CgroupLayout } from '../../host/index.ts';
import type { ContainerSpec, LimitSpec } from '../spec.ts';
import type { Killed, ProcessExit, StopOptions } from '../types.ts';
import { bootId } from '../../boot-id.ts';
import { launch } from './launch.ts';
import { createBuilder, describe } from './builder.ts';
import type { NixosDeps } from './deps.ts';
import type { Description } from './description.ts';
import type { Following } from './following.ts';
import { newProcess, runs, type Held, type HeldProcess } from './held.ts';
import type { Keeper } from './kept.ts';
import { processInside } from './place.ts';
import { createContainerServices, KILLED, REPORTED_WITHIN_MS, until } from './services.ts';

/** Exit status of a process that SIGTERM ended. */
const TERMINATED = 143;

export type Containers = ReturnType<typeof createContainers>;

export function createContainers(
	{ host, network, build, log }: NixosDeps,
	{ keeper, following, emit }: { keeper: Keeper; following: Following; emit: (exit: ProcessExit) => void }
) {
	const held = new Map<string, Held>();
	const { prepare, limit } = createBuilder({ host, build }, keeper);
	let layout: CgroupLayout | null = null;
	let boot = '';
	const services = createContainerServices({ host, layout: () => layout, emit });

	async function ready(): Promise<void> {
		layout = await hostCgroups();
		boot ||= bootId();
	}

	const follow = (one: Held) =>
		following.begin({ id: one.id, name: one.name, services: one.processes.map(({ name }) => name) }, (news) =>
			services.hear(one, news)
		);

	/**
	 * Forgets a container that has ended: reports the exits of its processes, stops following it
	 * and removes its link.
	 */
	async function letGo(one: Held, exitCode: number): Promise<void> {
		held.delete(one.id);
		for (const entry of one.processes) {
			if (entry.process) services.ended(one, entry, { exitCode, oomKilled: false, at: Date.now() });
		}
		following.end(one.id);
		await network?.detach(one.id);
	}

	/** Registers a container that runs. Which of its services run is not known yet. */
	function hold(found: Pick<Held, 'id' | 'name' | 'description' | 'leader'>, names: string[]): Held {
		const one: Held = { ...found, paused: false, oomKills: 0, processes: names.map(newProcess) };
		held.set(one.id, one);
		return one;
	}

	async function start(spec: ContainerSpec, description: Description, name: string): Promise<Held> {
		const { id } = spec;
		try {
			const leader = await launch({ host, network }, layout, { spec, description, name });
			const names = spec.processes.map((process) => process.name);
			const one = hold({ id, name, description, leader }, names);
			await services.read(one);
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

	return {
		ready,
		/** Null before {@link ready}. */
		layout: () => layout,
		/**
		 * A running container. When it has ended by itself, this call reports the exits of its
		 * services.
		 */
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
				const { description } = known;
				const one = hold({ id, name, description, leader }, Object.keys(description.services));
				await host.call(nixosVerbs.nixosEndSessions, { name });
				await services.read(one);
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
				await services.read(known);
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
			return services.end(one, entry, how?.(entry.name) ?? { signal: 'SIGTERM', graceMs }, signal);
		},

		/** One call of systemctl ends all services, except those with their own way to stop. */
		async stop(id: string, { graceMs, how, signal }: StopOptions): Promise<Killed[]> {
			const one = held.get(id);
			if (!one) return [];
			const asked = one.processes.flatMap((entry) => {
				const own = how?.(entry.name) ?? (graceMs === 0 ? { signal: 'SIGTERM' as const, graceMs } : null);
				return own ? [services.end(one, entry, own, signal)] : [];
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
