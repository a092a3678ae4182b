/**
 * What executes containers on a host. `oci` (runc, crun) is the first; one for NixOS follows.
 * A runtime knows how a container is made and taken away; who wants which container when, is the engine's.
 */
import type { ProcessIdentity } from '../host/index.ts';
import type { ContainerSpec, ProcessSpec, RunOnceSpec } from './spec.ts';

/** A process of a container as it was begun. */
export interface RunningProcess {
	name: string;
	process: ProcessIdentity;
	/** Milliseconds since the epoch. */
	startedAt: number;
}

/** A container that stands: its namespaces, root and limits. */
export interface Sandbox {
	id: string;
	/** The process that owns its namespaces. */
	pause: ProcessIdentity;
	/** First host id of its range; null: that of the files on the disk, which it shares. */
	idBase: number | null;
	/** Milliseconds since the epoch. */
	createdAt: number;
}

export interface Runtime {
	readonly kind: 'oci' | 'nixos';
	/**
	 * Ids of containers of which there is anything on this host, whole or half made.
	 * @param thorough also looks through all processes; for the time after a crash
	 */
	traces(thorough: boolean): Promise<string[]>;
	/**
	 * Makes namespaces, limits and root. The network is connected by the caller, through the sandbox's process.
	 * @param files small files to lie in the root beside the layers' (`/etc/hosts` …)
	 */
	open(spec: ContainerSpec, files: { path: string; text: string }[], signal?: AbortSignal): Promise<Sandbox>;
	/** Makes one process ready and lets it run once `gate` is fulfilled (the network stands). */
	launch(
		sandbox: Sandbox,
		spec: ContainerSpec,
		process: ProcessSpec,
		gate: Promise<unknown>,
		signal?: AbortSignal
	): Promise<RunningProcess>;
	/** Ends a process if it runs, and removes what is left of it, so that it can be launched again. */
	forget(id: string, process: string): Promise<void>;
	/** Sends a signal to the first process; false when it lives no more. */
	signal(id: string, process: ProcessIdentity, signal: 'SIGTERM' | 'SIGKILL'): Promise<boolean>;
	/**
	 * Kills what still runs and removes everything but logs. Nothing there is no error.
	 * @param thorough also looks for processes that belong to it but are not where they should be; after a crash or a failure
	 */
	erase(id: string, thorough: boolean): Promise<void>;
	/** Runs one command to its end as mapped root in a root that is written to, without network. */
	runOnce(spec: RunOnceSpec, onLine: (line: string) => void, signal?: AbortSignal): Promise<{ exitCode: number }>;
}
