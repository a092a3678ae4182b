/** Starts a container: sandbox, network, processes. */
import type { Logger } from 'pino';
import { BoxError, messageOf } from '../../../contract/errors.ts';
import { isAlive, ociName, type CreatedProcess } from '../../host/index.ts';
import { settleAll } from '../../settle-all.ts';
import type { ContainerNetwork, NetworkMember } from '../network.ts';
import type { ContainerSpec, ProcessSpec } from '../spec.ts';
import type { Attaching } from './attach.ts';
import type { OciCalls } from './calls/calls.ts';
import type { RunningProcess } from './calls/processes.ts';
import type { Ending } from './ending.ts';
import type { ExitTracker } from './exit-tracker.ts';
import type { ContainerLogs } from './logs/logs.ts';
import type { Pausing } from './pausing.ts';
import type { Namespaces } from './sandbox.ts';
import { processOf, recordWith, type ContainerRecord, type ProcessRecord, type Records } from './record.ts';

export interface StartingDeps {
	records: Records;
	calls: OciCalls;
	network: ContainerNetwork | null;
	logs: ContainerLogs;
	exits: ExitTracker;
	ending: Ending;
	attaching: Attaching;
	pausing: Pausing;
	/** Whether the containers of an earlier dogeboxd were all checked. */
	adopted: () => boolean;
	log: Logger;
}

/** A process that is being created. */
interface Creating {
	made: Promise<CreatedProcess>;
	/** Its streams are opened. */
	attach: boolean;
}

/**
 * Starts the processes of a container that do not run; creates the sandbox first if it does not
 * exist.
 * @param only in an existing container, this process only; null for all
 * @throws BoxError `container-start-failed`; a partial start is undone
 */
export type Start = (spec: ContainerSpec, only: string | null, signal?: AbortSignal) => Promise<ContainerRecord>;

/** The caller of the returned function holds the container's lock. */
export function createStart(deps: StartingDeps): Start {
	const { records, pausing, calls, network, logs, exits, ending, attaching, log } = deps;

	/**
	 * Whether remains of the container must be removed first. Adoption has already removed those of
	 * an earlier dogeboxd.
	 */
	async function isInTheWay(id: string): Promise<boolean> {
		if (records.get(id)) return true;
		if (deps.adopted() && !ending.isSuspect(id)) return false;
		return (await calls.traces(false)).includes(id);
	}

	/**
	 * Begins to create a process of a container. Its streams are opened if a client is attached.
	 */
	function create(sandbox: Namespaces, spec: ContainerSpec, process: ProcessSpec, signal?: AbortSignal): Creating {
		const attach = attaching.wanted(spec.id, process);
		const made = calls.create(sandbox, spec, process, attach, signal);
		// The promise is awaited later. This handler prevents an unhandled rejection before that.
		made.catch(() => {});
		return { made, attach };
	}

	/**
	 * Creates a sandbox and begins to create its processes. The returned gate resolves when its
	 * network is connected.
	 */
	async function openSandbox(spec: ContainerSpec, signal?: AbortSignal) {
		// Remains of an earlier container must not interfere: without a sandbox record they cannot
		// be reused.
		if (await isInTheWay(spec.id)) await ending.erase(spec.id, true);
		ending.begins(spec.id);
		const member: NetworkMember | null =
			spec.network && network ? { id: spec.id, address: spec.network.address } : null;
		// Processes whose mounts are bound first cannot be created early: the host cannot wait for
		// those binds.
		const ahead = !spec.mounts.some((mount) => mount.foreign || mount.allowed);
		const creating = new Map<string, Creating>();
		const over = () => Promise.allSettled([...creating.values()].map(({ made }) => made));
		let gate: Promise<unknown> = Promise.resolve();
		function standing(sandbox: Namespaces): void {
			// Runs while the root is mounted. If the sandbox is opened twice, the second call
			// replaces the first's entries.
			if (ahead)
				for (const process of spec.processes) creating.set(process.name, create(sandbox, spec, process, signal));
			if (!member) return;
			gate = gate.catch(() => {}).then(() => network!.attach(member, sandbox.pause.pid, signal));
			// The gate is awaited together with the launches. This handler prevents an unhandled
			// rejection before that.
			gate.catch(() => {});
		}
		const opened = calls.open(spec, { files: filesInside(spec, member, network), standing, over, signal });
		const [sandbox] = await settleAll([opened, calls.openFolder()]).catch(async (error: unknown) => {
			// Otherwise the network or a process would be created after the sandbox's removal.
			await Promise.all([gate.catch(() => {}), over()]);
			throw error;
		});
		const record: ContainerRecord = {
			id: spec.id,
			pause: sandbox.pause,
			idBase: sandbox.idBase,
			createdAt: sandbox.createdAt,
			diskLimited: sandbox.diskLimited,
			attached: member !== null,
			processes: []
		};
		records.set(record);
		return { record, gate, creating };
	}

	async function launch(
		record: ContainerRecord,
		spec: ContainerSpec,
		process: ProcessSpec,
		gate: Promise<unknown>,
		/** Null: its creation has not begun. */
		begun: Creating | null,
		/** No other process starts concurrently; the saved record would miss that one. */
		alone: boolean,
		signal?: AbortSignal
	): Promise<void> {
		const began = (running: RunningProcess): Partial<ProcessRecord> => ({
			process: running.process,
			monitor: running.monitor,
			startedAt: running.startedAt,
			// Values of the previous run say nothing about this one.
			exitCode: null,
			oomKilled: false,
			terminal: process.terminal ?? false,
			stdin: process.stdin ?? false
		});
		// The remains of the previous run are removed first, if that was not done at its end.
		if (processOf(record, process.name).startedAt !== null) await calls.forget(record.id, process.name);
		const { made, attach } = begun ?? create(record, spec, process, signal);
		const ready = made.then(async (created) => {
			await attaching.created(record.id, process, attach);
			return created;
		});
		const [created] = await settleAll([ready, gate]);
		signal?.throwIfAborted();
		const kept = (running: RunningProcess) => (alone ? recordWith(record, process.name, began(running)) : null);
		const running = await calls.letRun(record.id, process.name, created, kept, signal);
		Object.assign(processOf(record, process.name), began(running));
		logs.keepPrevious(record.id, process.name);
	}

	return async (spec, only, signal) => {
		signal?.throwIfAborted();
		const at = performance.now();
		const standing = records.get(spec.id);
		const fresh = !standing || !isAlive(standing.pause);
		try {
			if (!fresh) await calls.limit(spec.id, spec.limits);
			const { record, gate, creating } = fresh
				? await openSandbox(spec, signal)
				: { record: standing, gate: Promise.resolve() as Promise<unknown>, creating: null };
			const opened = performance.now();
			const missing = spec.processes.filter((process) => {
				if (!fresh && only !== null && process.name !== only) return false;
				const entry = processOf(record, process.name);
				return !entry.process || !isAlive(entry.process);
			});
			if (!fresh && missing.length > 0) pausing.needRunning(spec.id);
			try {
				const alone = missing.length === 1;
				const launches = missing.map((process) =>
					launch(record, spec, process, gate, creating?.get(process.name) ?? null, alone, signal)
				);
				await settleAll([gate, ...launches]);
			} catch (error) {
				for (const process of fresh ? [] : missing) {
					if (!processOf(record, process.name).process) await calls.forget(spec.id, process.name);
				}
				throw error;
			}
			if (missing.length !== 1) await records.save(record);
			const names = missing.map((process) => process.name);
			log.debug(
				{ id: spec.id, names, sandboxMs: opened - at, launchMs: performance.now() - opened },
				'container started'
			);
			// Handles a process that ended before its record existed.
			for (const name of names) setImmediate(() => void exits.settle(ociName(spec.id, name)).catch(() => {}));
			return record;
		} catch (error) {
			if (fresh) {
				await ending.erase(spec.id, true).catch((cause: unknown) => {
					log.error({ error: cause, id: spec.id }, 'half-made container is left');
				});
			}
			throw startError(error, signal);
		}
	};
}

/** Contents of `/etc/hosts`, `/etc/hostname` and, with a network, `/etc/resolv.conf`. */
function filesInside(
	spec: ContainerSpec,
	member: NetworkMember | null,
	network: ContainerNetwork | null
): { path: string; text: string }[] {
	const inNetwork = member ? [{ address: member.address, names: [spec.hostname] }, ...(spec.network?.hosts ?? [])] : [];
	const hosts = [...inNetwork, ...(spec.hosts ?? [])];
	const lines = hosts.map(({ address, names }) => `${address}\t${names.join(' ')}\n`).join('');
	return [
		{ path: '/etc/hosts', text: `127.0.0.1\tlocalhost\n${lines}` },
		{ path: '/etc/hostname', text: `${spec.hostname}\n` },
		{ path: '/etc/resolv.conf', text: member && network ? network.resolvConf() : '' }
	];
}

function startError(error: unknown, signal: AbortSignal | undefined): unknown {
	if (signal?.aborted || error instanceof BoxError) return error;
	return new BoxError({
		code: 'container-start-failed',
		status: 500,
		message: `The container did not start: ${messageOf(error)}`,
		cause: error
	});
}
