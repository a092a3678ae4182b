/**
 * The interface of the container engine for pups and ad-hoc boxes. A spec is plain data: it can be
 * stored, compared and shown.
 */
import type {
	ContainerSpec,
	ContainerStatus,
	Killed,
	LimitSpec,
	ProcessStatus,
	Runtime,
	StopOptions
} from '../runtime/index.ts';

export type { CheckRule, Found } from './judge.ts';
export type {
	Attached,
	AttachedPiece,
	ContainerSpec,
	ContainerProcess,
	ContainerStats,
	ContainerStatus,
	CopyOptions,
	DiskPlace,
	DiskRootSpec,
	ExecEnd,
	ExecControl,
	ExecEnded,
	ExecPiece,
	ExecSession,
	ExecSignal,
	RecordedEnd,
	RecordedExec,
	RecordOptions,
	ExecSpec,
	FollowOptions,
	Killed,
	LimitSpec,
	FolderLogs,
	LogBatch,
	LogFilter,
	LogLimits,
	LogSpace,
	LogLine,
	LogPage,
	LogQuery,
	LogSearch,
	MemoryFolderSpec,
	MountSpec,
	NetworkSpec,
	ProcessExit,
	ProcessSpec,
	ProcessStatus,
	RunOnceSpec,
	RunSpec,
	StopHow,
	StopOptions,
	TerminalSize
} from '../runtime/index.ts';

/**
 * The engine that pups and boxes share: the host's runtime, with the product's ways of starting and
 * stopping.
 */
export interface ContainerEngine extends Pick<
	Runtime,
	| 'adopt'
	| 'expectStart'
	| 'onExit'
	| 'stats'
	| 'processes'
	| 'logs'
	| 'logLimits'
	| 'setLogLimits'
	| 'logSpace'
	| 'freeLogs'
	| 'followLogs'
	| 'note'
	| 'exec'
	| 'run'
	| 'attach'
	| 'runOnce'
	| 'startExec'
	| 'execs'
	| 'execRecord'
	| 'execOutput'
	| 'execControl'
	| 'onExecEnd'
	| 'removeExec'
	| 'signal'
	| 'pause'
	| 'resume'
	| 'copyDisk'
	| 'removeSnapshot'
	| 'diskBytes'
	| 'setDiskLimit'
	| 'files'
> {
	/**
	 * Creates the sandbox if needed (namespaces, address, root) and starts every process that does
	 * not run.
	 * @throws BoxError `container-start-failed` with the runtime's own message; a partial start is
	 * undone.
	 */
	start(spec: ContainerSpec, signal?: AbortSignal): Promise<ContainerStatus>;
	/** Starts one process of a container whose sandbox exists (restart after a crash). */
	startProcess(spec: ContainerSpec, name: string, signal?: AbortSignal): Promise<ProcessStatus>;
	/**
	 * Asks all processes to end and kills those that exceed their grace period; then removes the
	 * sandbox, root and address. Only logs are kept.
	 * @param options.graceMs grace period, milliseconds; 10 s when absent
	 * @returns services that had to be killed
	 */
	stop(id: string, options?: Partial<StopOptions>): Promise<Killed[]>;
	/**
	 * Ends one process of a container; the others keep running. A process that does not run is no
	 * error.
	 */
	stopProcess(id: string, name: string, options?: Partial<StopOptions>): Promise<Killed[]>;
	/**
	 * Changes the limits of a running container. A container that does not run is no error: its
	 * next start applies the limits.
	 */
	setLimits(id: string, limits: LimitSpec): Promise<void>;
	/** Like {@link stop}, and also removes logs, recorded commands and the disk root. */
	remove(id: string): Promise<void>;
	status(id: string): Promise<ContainerStatus | null>;
	list(): Promise<ContainerStatus[]>;
	/** Stops watching; containers keep running. */
	close(): Promise<void>;
}
