/** Interface of the boxes module. */
import type { Effect } from '../../contract/effects.ts';
import type { BoxChange, BoxRun, NewBox } from '../../contract/box-inputs.ts';
import type {
	BoxCapacity,
	BoxDetail,
	BoxPlan,
	BoxSnapshot,
	BoxState,
	BoxSummary,
	VolumeInfo
} from '../../contract/boxes.ts';
import type { Job } from '../../contract/jobs.ts';
import type { Gauges } from '../../contract/metrics.ts';
import type { Samples } from '../../contract/samples.ts';
import type { StopSignal } from '../../contract/stop.ts';
import type {
	Attached,
	AttachedPiece,
	ExecEnd,
	ExecSession,
	FollowOptions,
	LogBatch,
	LogPage,
	LogQuery,
	TerminalSize
} from '../containers/types.ts';
import type { StoredFiles } from '../stored-files/types.ts';
import type { BoxExecs } from './execs.ts';
import type { LogReaders } from './log-readers.ts';
import type { BoxNetworks } from './networks.ts';
import type { NetworkPolicy } from '../network/types.ts';

/** What a caller may use in addition to the scope of the operation. */
export interface MayUse {
	/** Folders of the host, and volumes with data of others. */
	data: boolean;
	/** Existing networks, and so the boxes on them. */
	networks: boolean;
}

/** How a command in a temporary box ended. */
export interface RunEnd extends ExecEnd {
	/** Duration of the command, milliseconds. */
	durationMs: number;
	/** Digest of the image; null for Debian. */
	digest: string | null;
}

/** A box that exists for one command. */
export interface OpenedRun {
	readonly box: { id: string; name: string };
	/**
	 * Creates and starts the box, and runs the command in it. May be called once.
	 * @param options.log called with a line about each stage
	 * @param signal ends the command
	 * @throws BoxError 502 `box-failed`, 422 `command-not-found` …, 409 `cancelled`
	 */
	begin(
		options: { terminal?: TerminalSize | undefined; log?: ((line: string) => void) | undefined },
		signal: AbortSignal
	): Promise<{ session: ExecSession; ended: Promise<RunEnd> }>;
	/** Removes the box completely. Must be called in any case; a second call does nothing. */
	close(): Promise<void>;
}

/** The end of a command with its output. */
export interface RanBox extends RunEnd {
	/** The beginning of the output, up to the limit. */
	stdout: Buffer;
	stderr: Buffer;
	/** Whether either stream was longer. */
	truncated: boolean;
}

/** Absent fields default to the box's own settings. */
export interface HowToStop {
	signal?: StopSignal | undefined;
	graceSeconds?: number | undefined;
}

export interface BoxQuery {
	state?: readonly BoxState[] | undefined;
	/** `name=value`, or a name alone; all must match. */
	label?: readonly string[] | undefined;
	/** After the box with this id. */
	after?: string | undefined;
	limit: number;
}

/** A box may be given by its id or its name; 404 `not-found` for an unknown one. */
export interface Boxes {
	list(query: BoxQuery): { boxes: BoxSummary[]; next: string | null; capacity: BoxCapacity };
	/**
	 * Newest first. Unchanged boxes keep the same object, and so does the list while no box
	 * changes.
	 */
	all(): readonly BoxSummary[];
	/** @param secrets includes the values of its environment */
	get(box: string, secrets: boolean): BoxDetail;
	/** The id, name and state of a box. */
	find(box: string): { id: string; name: string; state: BoxState };
	/**
	 * What creating would do.
	 * @throws BoxError like `create`, where that would be refused
	 */
	plan(input: NewBox, may: MayUse): BoxPlan;
	/**
	 * Creates a box.
	 * @throws BoxError 409 `name-taken`, `too-many-boxes`, `host-cannot-run`, `storage-missing`,
	 * `network-full`, `port-taken`; 422 `exceeds-host`, `invalid-image`, `folder-not-allowed`,
	 * `port-reserved`, `not-runnable`; 403 `missing-scope`
	 */
	create(input: NewBox, may: MayUse): { job: Job; box: BoxSummary };
	/** @returns no job where it already runs */
	start(box: string): { job: Job | null; box: BoxSummary };
	stop(box: string, how: HowToStop): { job: Job | null; box: BoxSummary };
	restart(box: string, how: HowToStop): { job: Job | null; box: BoxSummary };
	pause(box: string): Promise<BoxSummary>;
	resume(box: string): Promise<BoxSummary>;
	kill(box: string, signal: StopSignal | 'SIGKILL'): Promise<BoxSummary>;
	rename(box: string, name: string): void;
	update(box: string, change: BoxChange): Promise<void>;
	/** @throws BoxError 409 `wrong-state` for a running box without `force` */
	remove(box: string, options: { force: boolean }): Job;
	/** Effects of removing it. @throws BoxError like `remove` */
	planRemove(box: string, options: { force: boolean }): Effect[];
	/** Effects of cloning. @throws BoxError like `clone` */
	planClone(box: string, options: { name?: string | undefined; start: boolean }): Effect[];
	/** Effects of restoring. @throws BoxError like `restore` */
	planRestore(box: string, snapshot: string): Effect[];
	clone(box: string, options: { name?: string | undefined; start: boolean }): { job: Job; box: BoxSummary };
	snapshots(box: string): BoxSnapshot[];
	snapshot(box: string, name?: string): { job: Job; snapshotId: string };
	restore(box: string, snapshot: string): Job;
	removeSnapshot(box: string, snapshot: string): Promise<void>;
	/**
	 * Runs a command in a temporary box, of which nothing is left.
	 * @param signal ends the command and removes the box
	 */
	run(request: BoxRun, may: MayUse, signal: AbortSignal): Promise<RanBox>;
	/** Like `run`, with streamed output. @throws BoxError like `create` */
	openRun(request: Omit<BoxRun, 'stdin'>, may: MayUse): OpenedRun;
	/** Boxes that have not run for this long. */
	idle(options: {
		olderThanSeconds: number;
		labels?: readonly string[] | undefined;
	}): { id: string; name: string; reason: string }[];
	stats(box: string, seconds: number): { samples: Samples; gauges: Gauges };
	logs(box: string, query: LogQuery, signal?: AbortSignal): Promise<LogPage>;
	followLogs(box: string, options: FollowOptions, fn: (batch: LogBatch) => void): () => void;
	/** Readers that read a log to its end: the removal of an ended ephemeral box waits for them. */
	readonly readers: LogReaders;
	/**
	 * Attaches to its main process, like the engine's `attach`. Where it does not run, waits for
	 * its next start. A box with an attached client is not idle.
	 * @throws BoxError 409 `paused`, `host-cannot-run`
	 */
	attach(box: string, fn: (piece: AttachedPiece) => void | Promise<void>): Promise<Attached>;
	/** Resizes its main process's terminal. @throws BoxError 409 `service-not-running` */
	resize(box: string, size: TerminalSize): Promise<void>;
	volumes(): VolumeInfo[];
	/** Returns an existing volume of this name unchanged. */
	createVolume(options: { name: string; labels: Record<string, string> }): VolumeInfo;
	/** @throws BoxError 409 `volume-used` */
	removeVolume(name: string): Promise<void>;
	/** Networks on which boxes find and reach each other. */
	readonly networks: BoxNetworks;
	/** Commands in boxes. */
	readonly execs: BoxExecs;
	/** The owner's access to files in boxes; the module is loaded on its first use. */
	files(): Promise<StoredFiles>;
	/**
	 * Marks the box as used until the returned function is called, so that it is not stopped as
	 * idle.
	 */
	use(id: string): () => void;
	/** Network policies of boxes: what they may reach, and which ports lead to them. */
	policies(): NetworkPolicy[];
	/**
	 * Ports of the host that boxes use, with the boxes' names; keys as in the network's `portKey`.
	 */
	takenPorts(): ReadonlyMap<string, string>;
	/**
	 * The address of a box whose container was found running; null where the id belongs to no box.
	 */
	member(id: string): { address: string | null } | null;
	/** Must be called after the engine has adopted running containers. */
	begin(): void;
	close(): Promise<void>;
}
