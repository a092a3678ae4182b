/** Starts and stops the containers of boxes. Operations on the same box run one after another. */
import { join } from 'node:path';
import type { StopSignal } from '../../contract/stop.ts';
import { conflict } from '../../contract/errors.ts';
import { RUN_MARK } from '../../contract/log-text.ts';
import { createKeyedQueue } from '../concurrency/index.ts';
import { INIT_INSIDE, type ContainerEngine, type ContainerSpec } from '../containers/index.ts';
import { diskRootFolder } from '../host/index.ts';
import { userOf, type BoxAccount } from './account.ts';
import type { Standing } from './decide.ts';
import type { BoxesDeps } from './deps.ts';
import type { BoxMemory } from './exits.ts';
import type { StopRequest } from './kinds.ts';
import { hostCannotRun, needStorage, type BoxRoots } from './roots.ts';
import type { BoxRow, BoxRows } from './rows.ts';
import { boxSpec, limitsOf, MAIN } from './spec.ts';

const NO_LIMIT =
	'The filesystem with boxes’ data keeps no limits (project quotas); the box can write as much as the disk has.';

export interface BoxRunning {
	/** @throws BoxError 409 `host-cannot-run` */
	engine(): ContainerEngine;
	/** State of its container, as the engine reports it. */
	standing(id: string): Promise<Standing>;
	/**
	 * Why its requested disk limit is not enforced; null where it is, or where none is requested.
	 */
	diskProblem(row: Pick<BoxRow, 'id' | 'diskLimit'>): string | null;
	/** Exit status of its main process as the engine knows it; null where unknown. */
	exitCode(id: string): Promise<number | null>;
	/** The specification of its container. @throws BoxError 409 `volume-missing` */
	spec(row: BoxRow): Promise<ContainerSpec>;
	/**
	 * Finds a user in its image by number or name, with the environment variables of that user's
	 * processes: none where the box's own environment sets them.
	 * @throws BoxError 422 `invalid-input`
	 */
	user(row: BoxRow, name: string): Promise<{ account: BoxAccount; env: Record<string, string> }>;
	/** Address on the network of pups and boxes; null where it has none. */
	addressOf(row: BoxRow): string | null;
	/** Starts a stopped box; resumes a paused one. Ends in `running`. */
	start(id: string, signal?: AbortSignal): Promise<void>;
	/** Stops the box; ends in `stopped`. @param log receives a line when it had to be killed */
	stop(id: string, request: StopRequest, signal?: AbortSignal, log?: (line: string) => void): Promise<void>;
	pause(id: string): Promise<void>;
	resume(id: string): Promise<void>;
	/** @throws BoxError 409 `wrong-state` where its main process does not run */
	signal(id: string, signal: StopSignal): Promise<void>;
	/** Writes its limits to the running container. */
	setLimits(id: string): Promise<void>;
	/** Whether dogeboxd itself is stopping it, so that its exit is intended. */
	isStopping(id: string): boolean;
	/** Its environment in plain text. */
	envOf(row: BoxRow): Record<string, string>;
	/** Seals an environment for storing. */
	sealEnv(id: string, env: Readonly<Record<string, string>>): string;
	/** Path inside of an init that can wait; null where the host has none. */
	init(): string | null;
}

export function createBoxRunning(
	deps: Pick<BoxesDeps, 'engine' | 'facts' | 'network' | 'paths' | 'sealer' | 'enforce' | 'storageMissing'> & {
		rows: BoxRows;
		roots: BoxRoots;
		memory: BoxMemory;
	}
): BoxRunning {
	const { rows, roots, memory, network, paths, sealer } = deps;
	const inTurn = createKeyedQueue();
	const stopping = new Set<string>();
	/** Boxes whose disk does not enforce their limit. */
	const unlimited = new Set<string>();
	const context = (id: string) => `box/${id}/env`;

	function engine(): ContainerEngine {
		if (!deps.engine) throw hostCannotRun(deps);
		return deps.engine;
	}
	const init = () => (deps.facts().oci?.init ? INIT_INSIDE : null);
	const envOf = (row: BoxRow) => JSON.parse(sealer.open(row.env, context(row.id))) as Record<string, string>;
	const hasNetwork = (row: BoxRow) =>
		row.network !== 'none' || rows.ports.of(row.id).length > 0 || rows.networks.members.of(row.id).length > 0;
	const addressOf = (row: BoxRow) => (network && hasNetwork(row) ? network.addressOf(row.hostNumber) : null);

	/** @throws BoxError 409 `volume-missing`: nothing else is ever mounted instead */
	function volumePath(volume: BoxRow['volumes'][number]): string {
		if (volume.kind === 'folder') return volume.source;
		const id = rows.volumes.byName(volume.name)?.id;
		if (id !== undefined) return join(paths.storage, id);
		const { name } = volume;
		throw conflict(
			'volume-missing',
			`The volume “${name}” is not there any more.`,
			'Remove the box, and make it again.'
		);
	}

	async function specOf(row: BoxRow): Promise<ContainerSpec> {
		const layers = row.layers.map(roots.layerPath);
		const image = roots.imageOf(row);
		const { account: user, home } = await userOf(row.user, layers, image);
		return boxSpec({
			...{ row, layers, image, user, home },
			env: envOf(row),
			volumes: row.volumes.map(volumePath),
			disk: diskRootFolder(paths, row.id),
			address: addressOf(row),
			init: init()
		});
	}

	async function standing(id: string): Promise<Standing> {
		const status = (await deps.engine?.status(id)) ?? null;
		if (!status?.sandbox) return 'none';
		if (status.paused) return 'paused';
		return status.processes.some(({ name, pid }) => name === MAIN && pid !== null) ? 'runs' : 'idle';
	}

	return {
		engine,
		standing,
		spec: specOf,
		async user(row, name) {
			const image = roots.imageOf(row);
			const { account, home } = await userOf(name, row.layers.map(roots.layerPath), image);
			const isSet = Object.hasOwn({ ...image?.env, ...envOf(row) }, 'HOME');
			const env: Record<string, string> = isSet ? {} : { HOME: home };
			return { account, env };
		},
		addressOf,
		diskProblem: ({ id, diskLimit }) => (unlimited.has(id) && diskLimit != null ? NO_LIMIT : null),
		async exitCode(id) {
			const status = await deps.engine?.status(id);
			return status?.processes.find(({ name }) => name === MAIN)?.exitCode ?? null;
		},
		envOf,
		init,
		sealEnv: (id, env) => sealer.seal(JSON.stringify(env), context(id)),
		isStopping: (id) => stopping.has(id),
		start: (id, signal) =>
			inTurn(id, async () => {
				const row = rows.get(id);
				const before = await standing(id);
				if (before === 'paused') await engine().resume(id);
				if (before === 'paused' || before === 'runs') {
					rows.report(id, 'started');
					return;
				}
				needStorage(deps);
				engine().expectStart();
				await deps.enforce(signal);
				const spec = await specOf(row);
				void engine()
					.note(id, MAIN, RUN_MARK)
					.catch(() => {});
				// Recorded before the start, because the process may end at once.
				memory.began(id);
				const status = await engine().start(spec, signal);
				if (status.diskLimited === false) unlimited.add(id);
				else unlimited.delete(id);
				const main = status.processes.find(({ name }) => name === MAIN);
				const startedAt = main?.startedAt ?? Date.now();
				// If the process has ended by now, its exit is published after this.
				rows.report(id, 'started', { startedAt, stoppedAt: null, exitCode: null });
			}),
		stop: (id, request, signal, log) =>
			inTurn(id, async () => {
				if (!deps.engine) return;
				const ran = (await standing(id)) !== 'none';
				stopping.add(id);
				try {
					const killed = await engine().stop(id, { graceMs: request.graceMs, how: () => request, signal });
					for (const { graceMs } of killed)
						log?.(`It did not end within ${graceMs / 1000} s of ${request.signal} and was killed.`);
				} finally {
					stopping.delete(id);
				}
				const row = rows.find(id);
				if (!row) return;
				const exitCode = memory.lastExit(id)?.exitCode ?? row.exitCode;
				const up = row.state === 'running' || row.state === 'paused';
				if (up || ran) rows.report(id, 'ended', { stoppedAt: Date.now(), exitCode });
			}),
		pause: (id) =>
			inTurn(id, async () => {
				const { name } = rows.get(id);
				const now = await standing(id);
				if (now !== 'runs' && now !== 'paused')
					throw conflict('wrong-state', `${name} does not run.`, 'Start it first.');
				if (now === 'runs') await engine().pause(id);
				rows.report(id, 'paused');
			}),
		resume: (id) =>
			inTurn(id, async () => {
				const { name } = rows.get(id);
				const now = await standing(id);
				if (now !== 'runs' && now !== 'paused') throw conflict('wrong-state', `${name} is not paused.`, 'Start it.');
				if (now === 'paused') await engine().resume(id);
				rows.report(id, 'started');
			}),
		async signal(id, signal) {
			const { name } = rows.get(id);
			if (await engine().signal(id, MAIN, signal)) return;
			throw conflict('wrong-state', `${name} does not run.`, 'Start it first.');
		},
		setLimits: (id) =>
			inTurn(id, async () => {
				const row = rows.get(id);
				await deps.engine?.setLimits(id, limitsOf(row));
				const kept = await deps.engine?.setDiskLimit(id, row.diskLimit);
				if (kept) unlimited.delete(id);
				else unlimited.add(id);
			})
	};
}
