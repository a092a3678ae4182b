/** What the boxes room offers. */
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

/** What a caller may beside the scope of the operation. */
export interface MayUse {
	/** Folders of the host, and volumes with the data of others. */
	data: boolean;
	/** Networks that are there, and so the boxes on them. */
	networks: boolean;
}

/** How a command in a box of its own ended. */
export interface RunEnd extends ExecEnd {
	/** Milliseconds that the command took. */
	durationMs: number;
	/** Of the image; null for Debian. */
	digest: string | null;
}

/** A box that is there for one command. */
export interface OpenedRun {
	readonly box: { id: string; name: string };
	/**
	 * Makes and starts the box, and runs the command in it. Once.
	 * @param options.log called with what is done meanwhile, a line at a time
	 * @param signal ends the command
	 * @throws BoxError 502 `box-failed`, 422 `command-not-found` …, 409 `cancelled`
	 */
	begin(
		options: { terminal?: TerminalSize | undefined; log?: ((line: string) => void) | undefined },
		signal: AbortSignal
	): Promise<{ session: ExecSession; ended: Promise<RunEnd> }>;
	/** Removes the box with all of it. Must be called, whatever happened; again it does nothing. */
	close(): Promise<void>;
}

/** The same with what it wrote. */
export interface RanBox extends RunEnd {
	/** The first of it, as much as is given. */
	stdout: Buffer;
	stderr: Buffer;
	/** There was more of either. */
	truncated: boolean;
}

/** What is left out is as the box wants it. */
export interface HowToStop {
	signal?: StopSignal | undefined;
	graceSeconds?: number | undefined;
}

export interface BoxQuery {
	state?: readonly BoxState[] | undefined;
	/** `name=value`, or a name alone; all of them. */
	label?: readonly string[] | undefined;
	/** Behind the box of this id. */
	after?: string | undefined;
	limit: number;
}

/** Where one is named, its id and its name both do; 404 `not-found` for none. */
export interface Boxes {
	list(query: BoxQuery): { boxes: BoxSummary[]; next: string | null; capacity: BoxCapacity };
	/**
	 * Newest first. While nothing of a box changes it is the same object, and so is the list while
	 * nothing changes of any.
	 */
	all(): readonly BoxSummary[];
	/** @param secrets with the values of its environment */
	get(box: string, secrets: boolean): BoxDetail;
	/** The id of a box, and what it is called. */
	find(box: string): { id: string; name: string; state: BoxState };
	/**
	 * What creating would do.
	 * @throws BoxError as `create`, where that would be refused
	 */
	plan(input: NewBox, may: MayUse): BoxPlan;
	/**
	 * @throws BoxError 409 `name-taken`, `too-many-boxes`, `host-cannot-run`, `storage-missing`,
	 *   `network-full`, `port-taken`; 422 `exceeds-host`, `invalid-image`, `folder-not-allowed`,
	 *   `port-reserved`, `not-runnable`; 403 `missing-scope`
	 */
	create(input: NewBox, may: MayUse): { job: Job; box: BoxSummary };
	/** @returns no job where it is so already */
	start(box: string): { job: Job | null; box: BoxSummary };
	stop(box: string, how: HowToStop): { job: Job | null; box: BoxSummary };
	restart(box: string, how: HowToStop): { job: Job | null; box: BoxSummary };
	pause(box: string): Promise<BoxSummary>;
	resume(box: string): Promise<BoxSummary>;
	kill(box: string, signal: StopSignal | 'SIGKILL'): Promise<BoxSummary>;
	rename(box: string, name: string): void;
	update(box: string, change: BoxChange): Promise<void>;
	/** @throws BoxError 409 `wrong-state` for one that runs, without `force` */
	remove(box: string, options: { force: boolean }): Job;
	/** What removing it would do. @throws BoxError as `remove` */
	planRemove(box: string, options: { force: boolean }): Effect[];
	/** What cloning would do. @throws BoxError as `clone` */
	planClone(box: string, options: { name?: string | undefined; start: boolean }): Effect[];
	/** What restoring would do. @throws BoxError as `restore` */
	planRestore(box: string, snapshot: string): Effect[];
	clone(box: string, options: { name?: string | undefined; start: boolean }): { job: Job; box: BoxSummary };
	snapshots(box: string): BoxSnapshot[];
	snapshot(box: string, name?: string): { job: Job; snapshotId: string };
	restore(box: string, snapshot: string): Job;
	removeSnapshot(box: string, snapshot: string): Promise<void>;
	/**
	 * Runs a command in a box of its own, of which nothing is left.
	 * @param signal ends all of it
	 */
	run(request: BoxRun, may: MayUse, signal: AbortSignal): Promise<RanBox>;
	/** As `run`, with its output as it comes. @throws BoxError as `create` */
	openRun(request: Omit<BoxRun, 'stdin'>, may: MayUse): OpenedRun;
	/** Boxes that have not run for so long. */
	idle(options: {
		olderThanSeconds: number;
		labels?: readonly string[] | undefined;
	}): { id: string; name: string; reason: string }[];
	stats(box: string, seconds: number): { samples: Samples; gauges: Gauges };
	logs(box: string, query: LogQuery, signal?: AbortSignal): Promise<LogPage>;
	followLogs(box: string, options: FollowOptions, fn: (batch: LogBatch) => void): () => void;
	/** Who reads a log to its end: the removal of an ephemeral box at its end waits for them. */
	readonly readers: LogReaders;
	/**
	 * Attaches to its main process, as the engine's `attach`: of one that does not run, from its
	 * next start on. A box that somebody is attached to is not idle.
	 * @throws BoxError 409 `paused`, `host-cannot-run`
	 */
	attach(box: string, fn: (piece: AttachedPiece) => void | Promise<void>): Promise<Attached>;
	/** Of its main process' terminal. @throws BoxError 409 `service-not-running` */
	resize(box: string, size: TerminalSize): Promise<void>;
	volumes(): VolumeInfo[];
	/** One that is there is given back as it is. */
	createVolume(options: { name: string; labels: Record<string, string> }): VolumeInfo;
	/** @throws BoxError 409 `volume-used` */
	removeVolume(name: string): Promise<void>;
	/** On which boxes find and reach each other. */
	readonly networks: BoxNetworks;
	/** Commands in boxes. */
	readonly execs: BoxExecs;
	/** The owner's way to files in boxes; loaded when it is asked for. */
	files(): Promise<StoredFiles>;
	/** Somebody uses the box until the returned function is called: it is not stopped as idle. */
	use(id: string): () => void;
	/** What boxes may reach, and what leads to them. */
	policies(): NetworkPolicy[];
	/** Ports of the host that boxes have, as `portKey` of the network writes them, with names. */
	takenPorts(): ReadonlyMap<string, string>;
	/** A container that was found running: whether it is a box's, and its place on the network. */
	member(id: string): { address: string | null } | null;
	/** After the engine has found what runs. */
	begin(): void;
	close(): Promise<void>;
}
