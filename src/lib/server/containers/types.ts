/**
 * What pups (and later ad-hoc boxes) ask of the engine. A spec is data: it can be stored, compared
 * and shown.
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
	 * @throws BoxError `container-start-failed` with the runtime's own words; what it half-made is
	 *   undone.
	 */
	start(spec: ContainerSpec, signal?: AbortSignal): Promise<ContainerStatus>;
	/** Starts one process of a container whose sandbox stands (restart after a crash). */
	startProcess(spec: ContainerSpec, name: string, signal?: AbortSignal): Promise<ProcessStatus>;
	/**
	 * Asks all processes to end and kills those that do not in their time; then removes sandbox,
	 * root, address. Nothing of it is left; logs are kept.
	 * @param options.graceMs time between the two, milliseconds; 10 s when absent
	 * @returns services that had to be killed
	 */
	stop(id: string, options?: Partial<StopOptions>): Promise<Killed[]>;
	/**
	 * Ends one process of a container that stands; the others run on. One that does not run is no
	 * error.
	 */
	stopProcess(id: string, name: string, options?: Partial<StopOptions>): Promise<Killed[]>;
	/**
	 * Changes the limits of a container as it runs. One that does not stand is no error: its start
	 * brings them.
	 */
	setLimits(id: string, limits: LimitSpec): Promise<void>;
	/** As {@link stop}, and removes logs, recorded commands, and its root on the disk. */
	remove(id: string): Promise<void>;
	status(id: string): Promise<ContainerStatus | null>;
	list(): Promise<ContainerStatus[]>;
	/** Stops watching; containers go on. */
	close(): Promise<void>;
}
