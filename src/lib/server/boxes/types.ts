/** What the boxes room offers. */
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
import type { Samples } from '../../contract/pups.ts';
import type { StopSignal } from '../../contract/stop.ts';
import type { ExecEnd, FollowOptions, LogBatch, LogPage, LogQuery } from '../containers/types.ts';
import type { BoxExecs } from './execs.ts';
import type { NetworkPolicy } from '../network/types.ts';

/** What a caller may beside the scope of the operation. */
export interface MayUse {
	/** Folders of the host, and volumes with the data of others. */
	data: boolean;
}

/** How a command in a box of its own ended, and what it wrote. */
export interface RanBox extends ExecEnd {
	/** The first of it, as much as is given. */
	stdout: Buffer;
	stderr: Buffer;
	/** There was more of either. */
	truncated: boolean;
	durationMs: number;
	digest: string | null;
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
	/** @param secrets with the values of its environment */
	get(box: string, secrets: boolean): BoxDetail;
	/** The id of a box, and what it is called. */
	find(box: string): { id: string; name: string; state: BoxState };
	/**
	 * What creating would do.
	 * @throws BoxError as `create`, where that would be refused
	 */
	plan(wish: NewBox, may: MayUse): BoxPlan;
	/**
	 * @throws BoxError 409 `name-taken`, `too-many-boxes`, `host-cannot-run`, `storage-missing`,
	 *   `network-full`, `port-taken`; 422 `exceeds-host`, `invalid-image`, `folder-not-allowed`,
	 *   `port-reserved`, `not-runnable`; 403 `missing-scope`
	 */
	create(wish: NewBox, may: MayUse): { job: Job; box: BoxSummary };
	/** @returns no job where it is so already */
	start(box: string): { job: Job | null; box: BoxSummary };
	stop(box: string, how: { signal: StopSignal; graceSeconds: number }): { job: Job | null; box: BoxSummary };
	restart(box: string, how: { signal: StopSignal; graceSeconds: number }): { job: Job | null; box: BoxSummary };
	pause(box: string): Promise<BoxSummary>;
	resume(box: string): Promise<BoxSummary>;
	kill(box: string, signal: StopSignal | 'SIGKILL'): Promise<BoxSummary>;
	rename(box: string, name: string): void;
	update(box: string, change: BoxChange): Promise<void>;
	/** @throws BoxError 409 `wrong-state` for one that runs, without `force` */
	remove(box: string, options: { force: boolean }): Job;
	clone(box: string, wish: { name?: string | undefined; start: boolean }): { job: Job; box: BoxSummary };
	snapshots(box: string): BoxSnapshot[];
	snapshot(box: string, name?: string): { job: Job; snapshotId: string };
	restore(box: string, snapshot: string): Job;
	removeSnapshot(box: string, snapshot: string): Promise<void>;
	/**
	 * Runs a command in a box of its own, of which nothing is left.
	 * @param signal ends all of it
	 */
	run(wish: BoxRun, may: MayUse, signal: AbortSignal): Promise<RanBox>;
	/** Boxes that have not run for so long. */
	idle(wish: {
		olderThanSeconds: number;
		labels?: readonly string[] | undefined;
	}): { id: string; name: string; reason: string }[];
	stats(box: string, seconds: number): { samples: Samples; gauges: Gauges };
	logs(box: string, query: LogQuery, signal?: AbortSignal): Promise<LogPage>;
	followLogs(box: string, options: FollowOptions, fn: (batch: LogBatch) => void): () => void;
	volumes(): VolumeInfo[];
	/** @throws BoxError 409 `volume-used` */
	removeVolume(name: string): Promise<void>;
	/** Commands in boxes. */
	readonly execs: BoxExecs;
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
