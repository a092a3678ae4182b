/** What pups (and later ad-hoc boxes) ask of the engine. A spec is data: it can be stored, compared and shown. */

import type { ContainerSpec, LimitSpec, RunOnceSpec } from '../runtime/index.ts';

export type { ContainerSpec, LimitSpec, MountSpec, NetworkSpec, ProcessSpec, RunOnceSpec } from '../runtime/index.ts';

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
	/** The pause process and its namespaces exist. */
	sandbox: boolean;
	processes: ProcessStatus[];
}

export interface ProcessExit {
	id: string;
	process: string;
	exitCode: number;
	oomKilled: boolean;
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
}

export interface RawLogLine {
	/** Milliseconds since the epoch. */
	at: number;
	service: string;
	stream: 'stdout' | 'stderr';
	text: string;
}

/**
 * The engine. Every method is idempotent and takes an AbortSignal where it may take long.
 * Containers live on when dogeboxd ends; `adopt` finds them again.
 */
export interface ContainerEngine {
	/** Finds what runs from an earlier life of dogeboxd, starts watching exits, removes half-made leftovers. */
	adopt(): Promise<ContainerStatus[]>;
	/**
	 * Makes the sandbox if needed (namespaces, address, root) and starts every process that does not run.
	 * @throws BoxError `container-start-failed` with the runtime's own words; what it half-made is undone.
	 */
	start(spec: ContainerSpec, signal?: AbortSignal): Promise<ContainerStatus>;
	/** Starts one process of a container whose sandbox stands (restart after a crash). */
	startProcess(spec: ContainerSpec, name: string, signal?: AbortSignal): Promise<ProcessStatus>;
	/** SIGTERM, then SIGKILL after `graceMs`; then removes sandbox, root, address. Nothing of it is left; logs are kept. */
	stop(id: string, options?: { graceMs?: number; signal?: AbortSignal }): Promise<void>;
	/** Ends one process of a container that stands; the others run on. One that does not run is no error. */
	stopProcess(id: string, name: string, options?: { graceMs?: number; signal?: AbortSignal }): Promise<void>;
	/** Changes the limits of a container as it runs. One that does not stand is no error: its start brings them. */
	setLimits(id: string, limits: LimitSpec): Promise<void>;
	/** As {@link stop}, and removes the logs too. */
	remove(id: string): Promise<void>;
	status(id: string): Promise<ContainerStatus | null>;
	list(): Promise<ContainerStatus[]>;
	/** Calls `fn` once for each process that ends, also for ends that happened while dogeboxd was down. Returns unsubscribe. */
	onExit(fn: (exit: ProcessExit) => void): () => void;
	/** Cheap (cgroup files and /proc, no process is spawned); null when it does not run. */
	stats(id: string): ContainerStats | null;
	/** Last `tail` lines over all services or one, oldest first. */
	logs(id: string, options: { service?: string; tail: number }): Promise<RawLogLine[]>;
	/** Calls `fn` with batches of new lines until unsubscribed. inotify, no polling. */
	followLogs(id: string, fn: (lines: RawLogLine[]) => void): () => void;
	/** Appends a line of the box's own to a service's log (“restarting in 4 s”). */
	note(id: string, service: string, text: string): Promise<void>;
	/** Runs a command in a throw-away container without network, for builds. See build/. */
	runOnce(spec: RunOnceSpec, onLine: (line: string) => void, signal?: AbortSignal): Promise<{ exitCode: number }>;
	/** Stops watching; containers go on. */
	close(): Promise<void>;
}
