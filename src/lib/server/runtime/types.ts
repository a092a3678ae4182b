/**
 * What an engine of any kind offers: `oci` (runc, crun) is the first, one for NixOS follows. How a
 * runtime does it (idle processes, gates, records, monitors) is its own and stays below this
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
	/** The kernel ended it for memory. */
	oomKilled: boolean;
}

export interface ContainerStatus {
	id: string;
	/** Its namespaces exist. */
	sandbox: boolean;
	/** It has the ids of the files on the disk, which others have too. */
	sharesIds: boolean;
	/** Whether its disk keeps the size of its root; null: its root is not on a disk. */
	diskLimited: boolean | null;
	/** All its processes are held still. */
	paused: boolean;
	processes: ProcessStatus[];
}

export interface ProcessExit {
	id: string;
	process: string;
	exitCode: number;
	oomKilled: boolean;
	/** Its program could not be run at all: it is not there (127), or may not be run (126). */
	neverRan?: true;
	/** Milliseconds since the epoch. */
	at: number;
}

export interface ContainerStats {
	/** Total CPU time used, seconds; only rises while the container lives. */
	cpuSeconds: number;
	/** Bytes, page cache that can be dropped not counted. */
	memoryBytes: number;
	/** Bytes since the sandbox began, as the pup sees them. */
	rxBytes: number;
	txBytes: number;
	pids: number;
	/** Bytes read from and written to disks since the sandbox began. */
	readBytes: number;
	writtenBytes: number;
	/** Processes that were ended because they needed more memory than all of them may use. */
	oomKills: number;
	/** New processes and threads that were refused, since there were as many as may be. */
	pidsRefused: number;
}

/** What /proc tells of one of its processes. */
export interface ContainerProcess {
	/** Of the host, as `parent` is. */
	pid: number;
	parent: number;
	/** Its id inside: 1 is the first process of a service. */
	idInside: number;
	/** Effective user, inside. */
	uid: number;
	/** One letter, as proc(5) has it: `R`, `S`, `D`, `Z` … */
	state: string;
	/** N of `/dev/pts/N` that controls it; null for none. */
	terminal: number | null;
	nice: number;
	threads: number;
	/** Milliseconds since the epoch. */
	startedAt: number;
	/** Time of processors that it used, seconds. */
	cpuSeconds: number;
	virtualBytes: number;
	residentBytes: number;
	/** Of its program, cut by the kernel at 15 characters. */
	name: string;
	/** Its arguments, with blanks between them; its name in brackets where it has none. */
	command: string;
}

/** What is looked for in lines. */
export interface LogFilter {
	/** Text that a line must contain; empty for any line. */
	text: string;
	/** The text is a regular expression. */
	regex: boolean;
	caseSensitive: boolean;
	/** Lines of this level or a graver one; null for all. */
	level: LogLevel | null;
}

export interface LogQuery {
	/** Of this service alone. A cursor is to be used with the selection for which it was given. */
	service?: string | undefined;
	/** The next `limit` lines behind this cursor; the empty one stands before everything. */
	after?: string | undefined;
	/**
	 * The last `limit` lines of all that had been given with this cursor, its own line the last of
	 * them. With neither: the first from `since` on, else the last.
	 */
	before?: string | undefined;
	limit?: number | undefined;
	/** The last so many, whatever `since` says. */
	tail?: number | undefined;
	/** Lines of this time or later, milliseconds since the epoch. */
	since?: number | undefined;
	/** Lines before this time. */
	until?: number | undefined;
	/** Lines that fit alone. */
	filter?: LogFilter | undefined;
}

/** New lines for a follower. */
export interface LogBatch {
	lines: LogLine[];
	/** Lines before these were passed over, since there were too many or they are gone. */
	gap: boolean;
}

/** Bytes of logs on the disk. */
export interface LogSpace {
	bytes: number;
	/** Those of parts that nobody writes to any more. */
	older: number;
}

/** How much is kept of the log of each service of a container. */
export type { LogLimits } from '../host/index.ts';

export interface FollowOptions {
	/** Goes on behind this cursor; absent: with what is written from now on. */
	after?: string | undefined;
}

/** How one service is asked to end. */
export interface StopHow {
	/** Sent to every process of it. */
	signal: StopSignal;
	/** Time until it is killed, milliseconds; 0: it is killed without being asked. */
	graceMs: number;
}

export interface StopOptions {
	/** Time between SIGTERM and SIGKILL where nothing else is said, milliseconds. */
	graceMs: number;
	/** By the name of a service; null: as where nothing else is said. */
	how?: ((process: string) => StopHow | null) | undefined;
	signal?: AbortSignal | undefined;
}

/** A service that did not end in its time. */
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
 * A runtime. Calls that change one container are carried out one after another, in the order in
 * which they came. Each is idempotent and takes an AbortSignal where it may take long. Containers
 * outlive the runtime's process; `adopt` finds them.
 */
export interface Runtime {
	readonly kind: 'oci' | 'nixos';
	/**
	 * Finds what runs from an earlier life, starts watching for exits, removes what was left half
	 * made.
	 */
	adopt(): Promise<ContainerStatus[]>;
	/**
	 * Says that a container will be made in a moment, so that what the kernel has the first of
	 * several wait for goes by meanwhile. It may be left out, and never fails.
	 * @param what.command in one that runs, a command will be started
	 */
	expectStart(what?: { command?: boolean }): void;
	/**
	 * Sees that a container stands with its limits and that its processes run.
	 * @param options.only  of a container that stands, looks after this process alone
	 * @throws BoxError `container-start-failed` with the runtime's own words; what was half made is
	 *   undone; 409 `paused` where something would have to be started in one that is paused
	 */
	ensure(
		spec: ContainerSpec,
		options?: { only?: string | undefined; signal?: AbortSignal | undefined }
	): Promise<ContainerStatus>;
	/**
	 * Ends its processes and removes everything of it but the logs. Nothing there is no error.
	 * @returns those that had to be killed
	 */
	stop(id: string, options: StopOptions): Promise<Killed[]>;
	/**
	 * Ends one process of a container that stands; the others run on. One that does not run is no
	 * error.
	 * @returns itself where it had to be killed
	 */
	stopProcess(id: string, name: string, options: StopOptions): Promise<Killed[]>;
	/**
	 * Changes the limits of a container as it runs. One that does not stand is no error: its start
	 * brings them.
	 */
	setLimits(id: string, limits: LimitSpec): Promise<void>;
	/**
	 * Sends a signal to all of a process that runs, but not to commands that were run in it.
	 * @returns false where it does not run
	 */
	signal(id: string, name: string, signal: StopSignal): Promise<boolean>;
	/**
	 * Holds all its processes still; paused already is no error.
	 * @throws BoxError 409 `container-not-running`, `cannot-pause` (nothing is held then)
	 */
	pause(id: string): Promise<void>;
	/** Resumes them; not paused is no error. @throws BoxError 409 `container-not-running` */
	resume(id: string): Promise<void>;
	/**
	 * Copies a root on the disk or a snapshot of one: to a new container's, to a snapshot, or back.
	 * A container that runs stands still meanwhile. What is written to must be stopped, and is
	 * replaced as a whole; given up or failed, nothing changes.
	 * @throws BoxError 404 `no-disk`; 409 `container-stands`, `snapshot-exists`, `cannot-freeze`,
	 *   `storage-missing`; 507 `copy-failed`
	 */
	copyDisk(from: DiskPlace, to: DiskPlace, options?: CopyOptions): Promise<void>;
	/** Removes a snapshot. Nothing there is no error. */
	removeSnapshot(id: string, snapshot: string): Promise<void>;
	/** Bytes of a root on the disk without its snapshots; walks through it where need be. */
	diskBytes(id: string, signal?: AbortSignal): Promise<number>;
	/**
	 * Carries out a request in the files of a container, whether it stands or not; it ends when the
	 * container is started, stopped or copied. `/proc`, `/dev` and folders in memory are not there.
	 * @param options.volumes whether what is mounted into it is
	 * @returns the request's channel; its result is the number of the error, 0 for none
	 */
	files(
		spec: ContainerSpec,
		request: FilesRequest,
		options: { volumes: boolean; signal?: AbortSignal | undefined }
	): Promise<HostChannel<never, { errno: number }>>;
	/** Changes the limit of a root on the disk. @returns whether its filesystem keeps it */
	setDiskLimit(id: string, bytes: number | null): Promise<boolean>;
	/** As {@link stop}, and removes logs, recorded commands, and its root on the disk. */
	remove(id: string, options: StopOptions): Promise<void>;
	/** Null for a container that does not stand. */
	status(id: string): ContainerStatus | null;
	list(): ContainerStatus[];
	/**
	 * Calls `fn` once for each process that ends, also for ends that came while nobody watched.
	 * Returns unsubscribe.
	 */
	onExit(fn: (exit: ProcessExit) => void): () => void;
	/** Cheap: reads counters and starts no program. Null when it does not run. */
	stats(id: string): ContainerStats | null;
	/** Its processes, by their ids; none where it does not stand. */
	processes(id: string): Promise<ContainerProcess[]>;
	/**
	 * A page of the logs of all services or one.
	 * @param signal ends a search
	 * @throws BoxError 422 `invalid-cursor`, `bad-expression`, `search-too-slow`; 429
	 *   `too-many-searches`
	 */
	logs(id: string, query: LogQuery, signal?: AbortSignal): Promise<LogPage>;
	/** How much is kept of the log of each service. */
	logLimits(id: string): Promise<LogLimits>;
	/**
	 * Sets how much is kept. How many files counts at once, their size from each service's next
	 * start.
	 */
	setLogLimits(id: string, limits: LogLimits): Promise<void>;
	/** How much its logs take; a container that is not known has none. */
	logSpace(id: string): Promise<LogSpace>;
	/** Removes older parts of its logs; those that are written to stay. @returns bytes */
	freeLogs(id: string): Promise<number>;
	/**
	 * Calls `fn` with batches of new lines until unsubscribed: each line once, in the order of
	 * writing.
	 * @throws BoxError 422 `invalid-cursor`
	 */
	followLogs(id: string, options: FollowOptions, fn: (batch: LogBatch) => void): () => void;
	/** Appends a line of the box's own to a service's log. */
	note(id: string, service: string, text: string): Promise<void>;
	/**
	 * Runs a command in the container of a service that runs.
	 * @returns once it runs
	 * @throws BoxError 404 `unknown-service`, 409 `service-not-running`, `paused`, 422
	 *   `command-not-found`, `command-not-executable`, `no-such-folder`, 429 `too-many-sessions`
	 */
	exec(id: string, service: string, spec: ExecSpec, signal?: AbortSignal): Promise<ExecSession>;
	/**
	 * Runs a command in the container of a service, as {@link exec}; what it writes is recorded on
	 * the disk by a process that outlives this one. All that it started ends with it.
	 * @returns once it runs
	 * @throws BoxError as {@link exec}; 409 `exec-exists`
	 */
	startExec(id: string, service: string, spec: ExecSpec, record: RecordOptions, signal?: AbortSignal): Promise<void>;
	/** Recorded commands of a container, standing or not, the first begun first. */
	execs(id: string): Promise<RecordedExec[]>;
	/** One of them; null where there is none of this id. Takes no longer where there are many. */
	execRecord(id: string, execId: string): Promise<RecordedExec | null>;
	/**
	 * Gives a command's output from a byte on, and then what comes, until its end. It waits for
	 * `fn` after each piece; neither the command nor another reader waits for that.
	 * @param options.from byte of its whole output
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
	/** Calls `fn` at the end of each recorded command. Ends that came before are in `execs`. */
	onExecEnd(fn: (ended: ExecEnded) => void): () => void;
	/** Kills a command if it runs, and removes its record. Nothing there is no error. */
	removeExec(id: string, execId: string): Promise<void>;
	/**
	 * Runs a command in a container of its own, without network; nothing is left of that container
	 * when it has ended.
	 * @throws BoxError 500 `container-start-failed`, 429 `too-many-sessions`
	 */
	run(spec: RunSpec, signal?: AbortSignal): Promise<ExecSession>;
	/**
	 * Attaches to a service: gives every byte that it writes from now on, and takes its input,
	 * until it ends. Several may be attached; it runs on when they detach. A reader that takes
	 * nothing holds the service up for ten seconds at most, and is detached then.
	 * @param fn waited for after each piece
	 * @param options.next of one that does not run: waits for its next start, and misses nothing
	 * @throws BoxError 404 `unknown-service`, 409 `service-not-running`
	 */
	attach(
		id: string,
		service: string,
		fn: (piece: AttachedPiece) => void | Promise<void>,
		options?: { next?: boolean | undefined }
	): Promise<Attached>;
	/** Runs one command to its end as mapped root in a root that is written to, without network. */
	runOnce(spec: RunOnceSpec, onLine: (line: string) => void, signal?: AbortSignal): Promise<{ exitCode: number }>;
	/** Stops watching; containers go on. */
	close(): void;
}
