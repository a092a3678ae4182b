/**
 * The interface of every container engine. `oci` uses runc or crun; `nixos` uses containers of
 * NixOS. A runtime's own means (idle processes, gates, records, monitors) stay hidden behind this
 * interface.
 */
import type { LogPage } from '../../contract/log-page.ts';
import type { LogLevel } from '../../contract/log-text.ts';
import type { LogLine } from '../../contract/log-lines.ts';
import type { StopSignal } from '../../contract/stop.ts';
import type { FilesRequest, HostChannel, LogLimits } from '../host/index.ts';
import type {
	Attached,
	AttachedPiece,
	ExecControl,
	ExecEnded,
	ExecPiece,
	ExecSession,
	RecordedEnd,
	RecordedExec,
	RecordOptions
} from './exec-types.ts';
import type { ContainerSpec, ExecSpec, LimitSpec, RunOnceSpec, RunSpec } from './spec.ts';

export type { LogLine, LogPage };
export type * from './exec-types.ts';

export interface ProcessStatus {
	name: string;
	/** Process id on the host of the service's first process; null when it does not run. */
	pid: number | null;
	/** Milliseconds since the epoch. */
	startedAt: number | null;
	/** Exit status of the last run: 0–255, 128+N for signal N; null when it never ended. */
	exitCode: number | null;
	/** The kernel's OOM killer ended it. */
	oomKilled: boolean;
}

export interface ContainerStatus {
	id: string;
	/** Its namespaces exist. */
	sandbox: boolean;
	/** Its user ids are those of the files on the disk; other containers use the same range. */
	sharesIds: boolean;
	/** Whether the disk enforces the size limit of its root. Null: its root is not on a disk. */
	diskLimited: boolean | null;
	/** All its processes are frozen. */
	paused: boolean;
	processes: ProcessStatus[];
}

export interface ProcessExit {
	id: string;
	process: string;
	exitCode: number;
	oomKilled: boolean;
	/** Its program could not be run at all: it does not exist (127), or is not executable (126). */
	neverRan?: true;
	/** Milliseconds since the epoch. */
	at: number;
}

export interface ContainerStats {
	/** Total CPU time used, seconds; only rises while the container lives. */
	cpuSeconds: number;
	/** Bytes, without droppable page cache. */
	memoryBytes: number;
	/** Bytes since the sandbox began, counted from the container's side. */
	rxBytes: number;
	txBytes: number;
	pids: number;
	/** Bytes read from and written to disks since the sandbox began. */
	readBytes: number;
	writtenBytes: number;
	/** Processes that the kernel killed because the container reached its memory limit. */
	oomKills: number;
	/** New processes and threads that the kernel refused because of the pids limit. */
	pidsRefused: number;
}

/** One process of a container, as /proc describes it. */
export interface ContainerProcess {
	/** Process id on the host; so is `parent`. */
	pid: number;
	parent: number;
	/** Its process id inside the container: 1 is the first process of a service. */
	idInside: number;
	/** Effective user id inside the container. */
	uid: number;
	/** One letter, as proc(5) has it: `R`, `S`, `D`, `Z` … */
	state: string;
	/** N of `/dev/pts/N` that controls it; null for none. */
	terminal: number | null;
	nice: number;
	threads: number;
	/** Milliseconds since the epoch. */
	startedAt: number;
	/** CPU time that it used, seconds. */
	cpuSeconds: number;
	virtualBytes: number;
	residentBytes: number;
	/** Name of its program, which the kernel cuts to 15 characters. */
	name: string;
	/** Its arguments, joined by spaces; its name in brackets where it has none. */
	command: string;
}

/** The criteria that a log line must match. */
export interface LogFilter {
	/** Text that a line must contain; empty for any line. */
	text: string;
	/** The text is a regular expression. */
	regex: boolean;
	caseSensitive: boolean;
	/** Lines of this level or a more severe one; null for all. */
	level: LogLevel | null;
}

export interface LogQuery {
	/**
	 * Restricts the page to this service. A cursor is valid only with the selection that it came
	 * from.
	 */
	service?: string | undefined;
	/** The next `limit` lines after this cursor. The empty cursor is before the first line. */
	after?: string | undefined;
	/**
	 * The last `limit` lines up to this cursor, including the cursor's own line. Without `after`
	 * and `before`: the first lines from `since` on, or else the last lines.
	 */
	before?: string | undefined;
	limit?: number | undefined;
	/** The last this many lines, whatever `since` says. */
	tail?: number | undefined;
	/** Lines of this time or later, milliseconds since the epoch. */
	since?: number | undefined;
	/** Lines before this time. */
	until?: number | undefined;
	/** Only lines that match. */
	filter?: LogFilter | undefined;
}

/** New lines for a follower. */
export interface LogBatch {
	lines: LogLine[];
	/** Lines before these were skipped, because there were too many or they no longer exist. */
	gap: boolean;
}

/** Bytes of logs on the disk. */
export interface LogSpace {
	bytes: number;
	/** Bytes in files that no service writes to any more. */
	older: number;
}

/** How much of each service's log is kept. */
export type { LogLimits } from '../host/index.ts';

export interface FollowOptions {
	/** Continues after this cursor. Absent: begins with lines that are written from now on. */
	after?: string | undefined;
}

/** How one service is stopped. */
export interface StopHow {
	/** Sent to every process of the service. */
	signal: StopSignal;
	/**
	 * Time until the service is killed, milliseconds. With 0 it is killed without a signal first.
	 */
	graceMs: number;
}

export interface StopOptions {
	/** Default time between SIGTERM and SIGKILL, milliseconds. */
	graceMs: number;
	/** Overrides by the service's name; null: the default. */
	how?: ((process: string) => StopHow | null) | undefined;
	signal?: AbortSignal | undefined;
}

/** A service that did not end within its grace period. */
export interface Killed extends StopHow {
	process: string;
}

/** A root on the disk as it is now, or one of its snapshots. */
export interface DiskPlace {
	id: string;
	/** 32 hex; null for the root itself. */
	snapshot: string | null;
}

export interface CopyOptions {
	signal?: AbortSignal | undefined;
	onProgress?: ((progress: { bytes: number; of: number }) => void) | undefined;
}

/**
 * A container runtime. Calls that change the same container run one after another, in the order of
 * arrival. Each is idempotent, and each that may take long accepts an AbortSignal. Containers
 * outlive the runtime's process; `adopt` finds them again.
 */
export interface Runtime {
	readonly kind: 'oci' | 'nixos';
	/**
	 * Finds containers that an earlier process started, begins to watch for exits, and removes what
	 * was left incomplete.
	 */
	adopt(): Promise<ContainerStatus[]>;
	/**
	 * Announces that a container is about to start, so that preparatory work overlaps with the
	 * delays that the kernel imposes on the first of several starts. Optional; never fails.
	 * @param what.command a command will be started in a running container
	 */
	expectStart(what?: { command?: boolean }): void;
	/**
	 * Ensures that a container exists with its limits and that its processes run.
	 * @param options.only in an existing container, ensures this process only
	 * @throws BoxError `container-start-failed` with the runtime's own message; a partial start is
	 *   undone. 409 `paused` where a process would have to be started in a paused container.
	 */
	ensure(
		spec: ContainerSpec,
		options?: { only?: string | undefined; signal?: AbortSignal | undefined }
	): Promise<ContainerStatus>;
	/**
	 * Ends the container's processes and removes everything of it except the logs. A container that
	 * does not exist is no error.
	 * @returns the processes that had to be killed
	 */
	stop(id: string, options: StopOptions): Promise<Killed[]>;
	/**
	 * Ends one process of a container; the others keep running. A process that does not run is no
	 * error.
	 * @returns the process, where it had to be killed
	 */
	stopProcess(id: string, name: string, options: StopOptions): Promise<Killed[]>;
	/**
	 * Changes the limits of a running container. A container that does not run is no error: its
	 * next start applies the limits.
	 */
	setLimits(id: string, limits: LimitSpec): Promise<void>;
	/**
	 * Sends a signal to every process of a running service, but not to commands that were executed
	 * in its container.
	 * @returns false where the service does not run
	 */
	signal(id: string, name: string, signal: StopSignal): Promise<boolean>;
	/**
	 * Freezes all its processes. A paused container is no error.
	 * @throws BoxError 409 `container-not-running`, `cannot-pause` (nothing is frozen then)
	 */
	pause(id: string): Promise<void>;
	/**
	 * Thaws its processes. A container that is not paused is no error.
	 * @throws BoxError 409 `container-not-running`
	 */
	resume(id: string): Promise<void>;
	/**
	 * Copies a disk root or one of its snapshots: to a new container's root, to a snapshot, or
	 * back. A running source is frozen meanwhile. The target must be stopped and is replaced as a
	 * whole. After an abort or a failure, nothing has changed.
	 * @throws BoxError 404 `no-disk`; 409 `container-stands`, `snapshot-exists`, `cannot-freeze`,
	 *   `storage-missing`; 507 `copy-failed`
	 */
	copyDisk(from: DiskPlace, to: DiskPlace, options?: CopyOptions): Promise<void>;
	/** Removes a snapshot. A snapshot that does not exist is no error. */
	removeSnapshot(id: string, snapshot: string): Promise<void>;
	/**
	 * Bytes of a disk root without its snapshots. Walks the whole tree where the disk keeps no
	 * count.
	 */
	diskBytes(id: string, signal?: AbortSignal): Promise<number>;
	/**
	 * Carries out a request on the files of a container, running or not. The request ends when the
	 * container is started, stopped or copied. `/proc`, `/dev` and folders in memory are not
	 * visible.
	 * @param options.volumes whether the container's mounts are visible
	 * @returns the request's channel; its result is the errno, 0 for success
	 */
	files(
		spec: ContainerSpec,
		request: FilesRequest,
		options: { volumes: boolean; signal?: AbortSignal | undefined }
	): Promise<HostChannel<never, { errno: number }>>;
	/** Changes the limit of a disk root. @returns whether its filesystem enforces the limit */
	setDiskLimit(id: string, bytes: number | null): Promise<boolean>;
	/** Like {@link stop}, and also removes logs, recorded commands and the disk root. */
	remove(id: string, options: StopOptions): Promise<void>;
	/** Null for a container that does not exist. */
	status(id: string): ContainerStatus | null;
	list(): ContainerStatus[];
	/**
	 * Calls `fn` once for each process that ends, including exits that happened while nothing
	 * watched.
	 * @returns a function that unsubscribes
	 */
	onExit(fn: (exit: ProcessExit) => void): () => void;
	/** Cheap: reads counters and starts no program. Null when the container does not run. */
	stats(id: string): ContainerStats | null;
	/** Its processes, sorted by id; none where the container does not run. */
	processes(id: string): Promise<ContainerProcess[]>;
	/**
	 * Returns a page of the logs of one service or of all.
	 * @param signal aborts a search
	 * @throws BoxError 422 `invalid-cursor`, `bad-expression`, `search-too-slow`; 429
	 *   `too-many-searches`
	 */
	logs(id: string, query: LogQuery, signal?: AbortSignal): Promise<LogPage>;
	/** How much of each service's log is kept. */
	logLimits(id: string): Promise<LogLimits>;
	/**
	 * Sets how much is kept. The number of files applies at once, the file size from each service's
	 * next start.
	 */
	setLogLimits(id: string, limits: LogLimits): Promise<void>;
	/** Bytes that its logs occupy; zero for an unknown container. */
	logSpace(id: string): Promise<LogSpace>;
	/** Removes old log files and keeps those that are being written. @returns bytes freed */
	freeLogs(id: string): Promise<number>;
	/**
	 * Calls `fn` with batches of new lines until unsubscribed: each line once, in the order of
	 * writing.
	 * @throws BoxError 422 `invalid-cursor`
	 */
	followLogs(id: string, options: FollowOptions, fn: (batch: LogBatch) => void): () => void;
	/** Appends a line from dogeboxd to a service's log. */
	note(id: string, service: string, text: string): Promise<void>;
	/**
	 * Runs a command in the container of a running service.
	 * @returns once the command runs
	 * @throws BoxError 404 `unknown-service`, 409 `service-not-running`, `paused`, 422
	 *   `command-not-found`, `command-not-executable`, `no-such-folder`, 429 `too-many-sessions`
	 */
	exec(id: string, service: string, spec: ExecSpec, signal?: AbortSignal): Promise<ExecSession>;
	/**
	 * Runs a command in the container of a service, like {@link exec}. A process that outlives
	 * dogeboxd records the output on the disk. Every process that the command started ends with it.
	 * @returns once the command runs
	 * @throws BoxError like {@link exec}; 409 `exec-exists`
	 */
	startExec(id: string, service: string, spec: ExecSpec, record: RecordOptions, signal?: AbortSignal): Promise<void>;
	/** Recorded commands of a container, running or not, ordered by their start. */
	execs(id: string): Promise<RecordedExec[]>;
	/** One recorded command; null for an unknown id. The cost does not depend on their number. */
	execRecord(id: string, execId: string): Promise<RecordedExec | null>;
	/**
	 * Delivers a command's output from a byte offset on, then new output until the command ends.
	 * Waits for `fn` after each piece; that delays neither the command nor another reader.
	 * @param options.from offset in its whole output
	 * @throws BoxError 404 `not-found`; the signal's reason
	 */
	execOutput(
		id: string,
		execId: string,
		options: { from: number },
		fn: (piece: ExecPiece) => void | Promise<void>,
		signal?: AbortSignal
	): Promise<RecordedEnd>;
	/** @throws BoxError 409 `exec-ended` */
	execControl(id: string, execId: string): ExecControl;
	/** Calls `fn` at the end of each recorded command. Earlier ends are in `execs`. */
	onExecEnd(fn: (ended: ExecEnded) => void): () => void;
	/** Kills a command if it runs, and removes its record. An unknown command is no error. */
	removeExec(id: string, execId: string): Promise<void>;
	/**
	 * Runs a command in a container of its own, without network. The container is removed when the
	 * command has ended.
	 * @throws BoxError 500 `container-start-failed`, 429 `too-many-sessions`
	 */
	run(spec: RunSpec, signal?: AbortSignal): Promise<ExecSession>;
	/**
	 * Attaches to a service: delivers every byte that it writes from now on and accepts its input,
	 * until the service ends. Several clients may be attached; the service keeps running when they
	 * detach. A reader that does not read blocks the service for at most ten seconds and is then
	 * detached.
	 * @param fn awaited after each piece
	 * @param options.next where the service does not run, waits for its next start and misses no
	 *   output
	 * @throws BoxError 404 `unknown-service`, 409 `service-not-running`
	 */
	attach(
		id: string,
		service: string,
		fn: (piece: AttachedPiece) => void | Promise<void>,
		options?: { next?: boolean | undefined }
	): Promise<Attached>;
	/** Runs one command to its end as mapped root in a writable root, without network. */
	runOnce(spec: RunOnceSpec, onLine: (line: string) => void, signal?: AbortSignal): Promise<{ exitCode: number }>;
	/** Stops watching; containers keep running. */
	close(): void;
}
