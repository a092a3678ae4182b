/** The requests to the host for one process of a container, from its creation to its end. */
import { join } from 'node:path';
import {
	boundFolder,
	containerFolder,
	hostVerbs,
	mappedSource,
	type CreatedProcess,
	type Host,
	type ProcessIdentity
} from '../../../host/index.ts';
import type { ContainerSpec, MountSpec, ProcessSpec } from '../../spec.ts';
import type { StopHow } from '../../types.ts';
import type { Namespaces } from '../sandbox.ts';
import { isWritable, scratchBinds } from '../scratch.ts';
import { configFor, type Capabilities } from './capabilities.ts';

/** Size of a service's terminal until an attached client sends its own. */
const FIRST_SIZE = { cols: 80, rows: 24 };

/** A process of a container after its start. */
export interface RunningProcess {
	name: string;
	process: ProcessIdentity;
	/** Its monitor, which writes its log and its exit status; null where it is unknown. */
	monitor: ProcessIdentity | null;
	/** Milliseconds since the epoch. */
	startedAt: number;
}

/** Which standard streams of a process exist. */
export type Streams = Pick<ProcessSpec, 'terminal' | 'stdin'>;

export interface ProcessCalls {
	/**
	 * Creates one process without running it. The root and the cgroup of its container may still be
	 * in creation.
	 * @param attach whether its streams are opened
	 */
	create(
		sandbox: Namespaces,
		spec: ContainerSpec,
		process: ProcessSpec,
		attach: boolean,
		signal?: AbortSignal
	): Promise<CreatedProcess>;
	/**
	 * Starts a created process.
	 * @param record returns the container's record to be saved at the start
	 */
	letRun(
		id: string,
		name: string,
		created: CreatedProcess,
		record: (running: RunningProcess) => string | null,
		signal?: AbortSignal
	): Promise<RunningProcess>;
	/** Opens the streams of a created or running process. @param fresh it was created just now */
	attach(id: string, process: Streams & { name: string }, fresh: boolean): Promise<void>;
	/** Ends a process if it runs, and removes its remains, so that it can be launched again. */
	forget(id: string, process: string): Promise<void>;
	/**
	 * Asks every process of a service to end.
	 * @param how its `graceMs` is how long the others are awaited before the first process is asked
	 */
	askToEnd(id: string, name: string, process: ProcessIdentity, how: StopHow, signal?: AbortSignal): Promise<boolean>;
	/** Kills a process of the container. @returns false when it does not live any more */
	kill(id: string, process: ProcessIdentity): Promise<boolean>;
}

/** A process without input keeps running when its last client detaches. */
const attachRequest = ({ terminal = false, stdin = false }: Streams) => ({ hold: stdin, terminal });

/**
 * Path on the host of a mount's files. A container with its own range of ids uses a mount that maps
 * the owners.
 */
function sourceOf(host: Host, { id, mounts }: ContainerSpec, mount: MountSpec, idBase: number | null): string {
	if (mount.foreign) return boundFolder(host.paths, id);
	if (mount.allowed) return boundFolder(host.paths, id, mounts.indexOf(mount));
	return idBase === null ? mount.source : mappedSource(host.paths, id, mount.target);
}

/** @param logBytes size at which a process's log is rotated, bytes */
export function createProcessCalls(host: Host, capabilities: Capabilities, logBytes: number): ProcessCalls {
	return {
		async create(sandbox, spec, process, attach, signal) {
			const oci = await capabilities();
			return host.call(
				hostVerbs.containerCreate,
				{
					id: spec.id,
					process: process.name,
					runtime: oci.program,
					logBytes,
					stdin: process.stdin ?? false,
					limits: [...(process.limits ?? [])],
					attach: attach ? attachRequest(process) : null,
					config: configFor(oci, {
						hostname: spec.hostname,
						root: join(containerFolder(host.paths, spec.id), 'root'),
						cgroup: `${host.names.cgroup}/${spec.id}/${process.name}`,
						mounts: spec.mounts.map((mount) => ({ ...mount, source: sourceOf(host, spec, mount, sandbox.idBase) })),
						scratch: scratchBinds(host.paths, spec),
						process: { ...process, terminal: process.terminal ? FIRST_SIZE : undefined },
						kind: 'service',
						writableRoot: isWritable(spec) && !spec.readonlyRoot,
						limits: spec.limits,
						aio: spec.aio,
						sysctls: spec.sysctls,
						sandboxPid: sandbox.pause.pid,
						idBase: sandbox.idBase ?? host.names.idBase
					})
				},
				{ signal }
			);
		},

		async letRun(id, name, created, record, signal) {
			const oci = await capabilities();
			const running = { name, ...created, startedAt: Date.now() };
			const started = { id, process: name, runtime: oci.program, record: record(running) };
			await host.call(hostVerbs.containerStart, started, { signal });
			return running;
		},

		async attach(id, process, fresh) {
			await host.call(hostVerbs.containerAttach, { id, process: process.name, ...attachRequest(process), fresh });
		},

		async forget(id, process) {
			await host.call(hostVerbs.containerForget, { id, process });
		},

		askToEnd: (id, name, { pid, ticks }, { signal, graceMs }, abort) =>
			host.call(
				hostVerbs.containerAskToEnd,
				{ id, process: name, pid, ticks, signal, waitMs: graceMs },
				{ signal: abort }
			),

		kill: (id, { pid, ticks }) => host.call(hostVerbs.processKill, { id, pid, ticks })
	};
}
