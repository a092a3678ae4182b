/** What the host is asked for of one process of a container, from its creation to its end. */
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

/** Size of a service's terminal until a client that attaches gives its own. */
const FIRST_SIZE = { cols: 80, rows: 24 };

/** A process of a container as it was begun. */
export interface RunningProcess {
	name: string;
	process: ProcessIdentity;
	/** What writes its log and its exit status; null where it is not known. */
	monitor: ProcessIdentity | null;
	/** Milliseconds since the epoch. */
	startedAt: number;
}

/** How the standard streams of a process are. */
export type Streams = Pick<ProcessSpec, 'terminal' | 'stdin'>;

export interface ProcessCalls {
	/**
	 * Creates one process, which does not run yet. Root and group of its container may still be
	 * being made.
	 * @param attach its streams are opened
	 */
	create(
		sandbox: Namespaces,
		spec: ContainerSpec,
		process: ProcessSpec,
		attach: boolean,
		signal?: AbortSignal
	): Promise<CreatedProcess>;
	/** Lets a process run that was created. @param record what is kept of its container then */
	letRun(
		id: string,
		name: string,
		created: CreatedProcess,
		record: (running: RunningProcess) => string | null,
		signal?: AbortSignal
	): Promise<RunningProcess>;
	/** Opens the streams of a process that is created or runs. @param fresh created just now */
	attach(id: string, process: Streams & { name: string }, fresh: boolean): Promise<void>;
	/**
	 * Ends a process if it runs, and removes what is left of it, so that it can be launched again.
	 */
	forget(id: string, process: string): Promise<void>;
	/**
	 * Asks all of a service to end.
	 * @param how for how long the rest of it is waited for before its first process
	 */
	askToEnd(id: string, name: string, process: ProcessIdentity, how: StopHow, signal?: AbortSignal): Promise<boolean>;
	/** Kills a process of the container; false when it lives no more. */
	kill(id: string, process: ProcessIdentity): Promise<boolean>;
}

/** A process without input goes on when its last client detaches. */
const attachRequest = ({ terminal = false, stdin = false }: Streams) => ({ hold: stdin, terminal });

/**
 * Where a mount of the container has its files on the host: with a range of its own, where they
 * are shown with its ids.
 */
function sourceOf(host: Host, { id, mounts }: ContainerSpec, mount: MountSpec, idBase: number | null): string {
	if (mount.foreign) return boundFolder(host.paths, id);
	if (mount.allowed) return boundFolder(host.paths, id, mounts.indexOf(mount));
	return idBase === null ? mount.source : mappedSource(host.paths, id, mount.target);
}

/** @param logBytes size at which a process' log begins again, bytes */
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
