/**
 * What of a container the host is asked for, step by step: an idle sandbox process, a container of
 * runc or crun per process, conmon as its monitor. Who wants which container when is not known
 * here.
 */
import { arch } from 'node:os';
import { join } from 'node:path';
import {
	boundFolder,
	containerFolder,
	folderUnbind,
	hostVerbs,
	mappedSource,
	type GroupHits,
	type CreatedProcess,
	type Host,
	type HostChannel,
	type OciCapabilities,
	type ProcessIdentity,
	type SessionMessage
} from '../../host/index.ts';
import { BoxError } from '../../../contract/errors.ts';
import type { RecordOptions, StopHow } from '../types.ts';
import { settleAll } from '../../settle-all.ts';
import type { ContainerSpec, ExecSpec, LimitSpec, MountSpec, ProcessSpec, RunSpec } from '../spec.ts';
import { ociConfig, type ConfigInput } from './config.ts';
import { openSandbox, type Namespaces, type Sandbox, type SandboxOptions } from './sandbox.ts';
import { isWritable, scratchBinds } from './scratch.ts';

/** Group and bundle of a throw-away container's only process. */
const RUN_PROCESS = 'run';

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

/** A command that runs, before anybody keeps account of it. */
export type SessionChannel = HostChannel<SessionMessage, { exitCode: number; hits?: GroupHits }>;

/** How the standard streams of a process are. */
export type Streams = Pick<ProcessSpec, 'terminal' | 'stdin'>;

export interface OciCalls {
	/**
	 * Ids of containers of which there is anything on this host, whole or half made.
	 * @param thorough also looks through all processes; for the time after a crash
	 */
	traces(thorough: boolean): Promise<string[]>;
	/** Opens the run folder for passing through; before {@link open}. */
	openFolder(): Promise<void>;
	/**
	 * Creates namespaces, limits and root. The network is connected by the caller, through the
	 * sandbox's process.
	 * @param how.standing as in {@link SandboxOptions}; again where all of it is made once more
	 * @param how.over waited for before that: what was begun in the first is at its end
	 */
	open(spec: ContainerSpec, how: SandboxOptions & { over: () => Promise<unknown> }): Promise<Sandbox>;
	/** Changes the limits of a container that stands. */
	limit(id: string, limits: LimitSpec): Promise<void>;
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
	/**
	 * Kills what still runs and removes everything but logs. Nothing there is no error.
	 * @param thorough also looks for processes that belong to it but are not where they should be;
	 *   after a crash or a failure
	 */
	erase(id: string, thorough: boolean): Promise<void>;
	/**
	 * Opens a command in a service's container.
	 * @param session name of the session, unique in the container
	 */
	exec(id: string, service: string, session: string, spec: ExecSpec, signal?: AbortSignal): Promise<SessionChannel>;
	/** Starts a recorded command. */
	record(
		id: string,
		service: string,
		main: ProcessIdentity,
		spec: ExecSpec,
		record: RecordOptions,
		signal?: AbortSignal
	): Promise<void>;
	/** Ends what an earlier life left of commands in a service's container. */
	endSessions(id: string, service: string): Promise<void>;
	/**
	 * Opens a command in a container of its own, with a root that is written to. What is left of it
	 * is {@link eraseRun}'s.
	 */
	run(spec: RunSpec, signal?: AbortSignal): Promise<SessionChannel>;
	eraseRun(spec: RunSpec): Promise<void>;
}

export interface OciCallsDeps {
	host: Host;
	/**
	 * What was found to work; asked at first use, since it is found out while the server starts.
	 * Null: nothing works.
	 */
	capabilities: () => Promise<OciCapabilities | null>;
	/** Size at which a process' log begins again, bytes. */
	logBytes: number;
}

/** Nothing is touched before the first call. */
export function createOciCalls({ host, capabilities, logBytes }: OciCallsDeps): OciCalls {
	const able = async (): Promise<OciCapabilities> => {
		const found = await capabilities();
		if (found) return found;
		throw new BoxError({
			code: 'no-runtime',
			status: 503,
			message: 'This host cannot run containers.',
			hint: 'The dashboard says what is missing and how to fix it.'
		});
	};

	const config = (
		oci: OciCapabilities,
		input: Omit<ConfigInput, 'mappingsWithPath' | 'init' | 'openFilesHard' | 'oomScoreAdj' | 'arch'>
	) =>
		ociConfig({
			...input,
			mappingsWithPath: oci.mappingsWithPath,
			init: oci.init,
			// A namespace that it makes itself is its own: there it may set them.
			openFilesHard: oci.setsLimits || input.sandboxPid === null ? oci.openFilesHard : null,
			oomScoreAdj: oci.oomScoreAdj,
			arch: arch()
		});

	/**
	 * Where a mount of the container has its files on the host: with a range of its own, where they
	 * are shown with its ids.
	 */
	function sourceOf({ id, mounts }: ContainerSpec, mount: MountSpec, idBase: number | null): string {
		if (mount.foreign) return boundFolder(host.paths, id);
		if (mount.allowed) return boundFolder(host.paths, id, mounts.indexOf(mount));
		return idBase === null ? mount.source : mappedSource(host.paths, id, mount.target);
	}

	return {
		async traces(thorough) {
			const found = await Promise.all([
				host.call(hostVerbs.containerTraces, {}),
				host.call(hostVerbs.cgroupList, {}),
				thorough ? host.call(hostVerbs.containerStrays, {}) : []
			]);
			return [...new Set(found.flat())];
		},

		async openFolder() {
			await host.call(hostVerbs.runFolderOpen, {});
		},

		async open(spec, { over, ...how }) {
			const oci = await able();
			if (!oci.ownIds || spec.idRange === null) return openSandbox(host, spec, null, how);
			try {
				return await openSandbox(host, spec, spec.idRange, how);
			} catch (error) {
				// A disk that was chosen for the storage later, and cannot do what the others can.
				if (!(error instanceof BoxError) || error.code !== 'ids-not-mapped') throw error;
				await over();
				await host.call(hostVerbs.containerErase, { id: spec.id, strays: true });
				await host.call(folderUnbind, { id: spec.id });
				return openSandbox(host, spec, null, how);
			}
		},

		async limit(id, limits) {
			await host.call(hostVerbs.cgroupCreate, { id, limits });
		},

		async create(sandbox, spec, process, attach, signal) {
			const oci = await able();
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
					config: config(oci, {
						hostname: spec.hostname,
						root: join(containerFolder(host.paths, spec.id), 'root'),
						cgroup: `${host.names.cgroup}/${spec.id}/${process.name}`,
						mounts: spec.mounts.map((mount) => ({ ...mount, source: sourceOf(spec, mount, sandbox.idBase) })),
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
			const oci = await able();
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

		kill: (id, { pid, ticks }) => host.call(hostVerbs.processKill, { id, pid, ticks }),

		async erase(id, thorough) {
			// What is bound is seen by the host alone: what ends inside does not hold it.
			await settleAll([host.call(hostVerbs.containerErase, { id, strays: thorough }), host.call(folderUnbind, { id })]);
		},

		async exec(id, service, session, spec, signal) {
			const oci = await able();
			return host.open(hostVerbs.containerExec, { ...commandOf(oci, id, service, spec), session }, { signal });
		},

		async record(id, service, main, spec, { execId, keepBytes, stdin, about }, signal) {
			const oci = await able();
			await host.call(
				hostVerbs.recordStart,
				{
					...commandOf(oci, id, service, spec),
					exec: execId,
					main,
					keepBytes,
					timeoutMs: spec.timeoutMs ?? null,
					stdin: stdin ?? false,
					about: about ?? ''
				},
				{ signal }
			);
		},

		async endSessions(id, service) {
			await host.call(hostVerbs.containerEndSessions, { id, process: service });
		},

		async run(spec, signal) {
			const oci = await able();
			const { id } = spec;
			signal?.throwIfAborted();
			await host.call(hostVerbs.containerErase, { id, strays: false });
			await host.call(hostVerbs.runFolderOpen, {});
			await host.call(hostVerbs.cgroupCreate, { id, limits: spec.limits });
			const root = await host.call(hostVerbs.rootMountWritable, { id, layers: spec.layers, upper: spec.upper });
			signal?.throwIfAborted();
			return host.open(
				hostVerbs.containerRun,
				{
					id,
					process: RUN_PROCESS,
					runtime: oci.program,
					config: config(oci, {
						hostname: 'build',
						root,
						cgroup: `${host.names.cgroup}/${id}/${RUN_PROCESS}`,
						mounts: spec.mounts,
						process: {
							argv: spec.argv,
							cwd: spec.cwd ?? '/',
							env: spec.env,
							user: spec.user ?? { uid: 0, gid: 0 },
							terminal: spec.terminal
						},
						kind: 'build',
						sandboxPid: null,
						idBase: host.names.idBase
					}),
					terminal: spec.terminal ?? null
				},
				{ signal }
			);
		},

		async eraseRun({ id, upper }) {
			await host.call(hostVerbs.containerErase, { id, strays: true });
			if (upper !== null) await host.call(hostVerbs.rootWorkRemove, { upper });
		}
	};
}

/** A process without input goes on when its last client detaches. */
const attachRequest = ({ terminal = false, stdin = false }: Streams) => ({ hold: stdin, terminal });

const commandOf = (oci: OciCapabilities, id: string, service: string, spec: ExecSpec) => ({
	id,
	process: service,
	runtime: oci.program,
	argv: spec.argv,
	cwd: spec.cwd ?? null,
	env: spec.env ?? {},
	user: spec.user ?? null,
	terminal: spec.terminal ?? null
});
