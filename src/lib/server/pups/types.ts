import type { PortWorld } from '../network/index.ts';
import type { InstalledPup } from '../store/index.ts';
import type { PupSpace } from '../../contract/box.ts';
import type { ConfigVersion } from '../../contract/config.ts';
import type { ConfigDifference } from '../../contract/config-values.ts';
import type { Gauges, OwnMetric, PupResources, RefusedMetrics } from '../../contract/metrics.ts';
import type { Failure, InstallResult, Job } from '../../contract/jobs.ts';
import type { Manifest } from '../../contract/manifest.ts';
import type { ChangedPorts, PageAccess, PortsChange, PupPorts } from '../../contract/ports.ts';
import type { ChangePlan } from '../../contract/change-plan.ts';
import type { LimitChange } from '../../contract/limits.ts';
import type { PupDetail, PupSummary } from '../../contract/pups.ts';
import type { Samples } from '../../contract/samples.ts';
import type { ExecCommand } from '../../contract/exec.ts';
import type { SavedBy } from './config/index.ts';
import type { UpdatePlan } from '../../contract/updates.ts';
import type { JobHandle } from '../jobs/types.ts';
import type { DescribedPup, InstallJob } from './lifecycle/index.ts';
import type { PupLayers } from './measures/index.ts';
import type { PageRevoked, PublishedPort } from './pages/index.ts';
import type { PupFiles } from '../stored-files/types.ts';
import type { PupTerminals } from './terminals/types.ts';
import type {
	ExecSession,
	FollowOptions,
	LogBatch,
	LogLimits,
	LogSpace,
	LogPage,
	LogQuery,
	TerminalSize
} from '../containers/index.ts';

export type { Attachment, Viewer } from './terminals/types.ts';

/**
 * The address under which a browser or program reaches the box, from its request. Pages of pups use
 * other ports of the same host.
 */
export interface Origin {
	/** `http` or `https` */
	protocol: string;
	/** As in a URL: `dogebox.local`, `192.168.1.20`, `[fd00::1]`. */
	hostname: string;
}

/** Disk space that the logs of a pup occupy. */
export interface PupLogSpace extends LogSpace {
	name: string;
}

/**
 * Called with the names of the pup's existing settings that a request would change in addition to
 * its main action. Throws where the caller may not change them.
 */
export type MayChange = (names: readonly string[]) => void;

/** A pup of a source, with its initial settings and whether it is started. */
export interface InstallRequest {
	sourceId: string;
	name: string;
	/** Name of an additional instance of the same source and pup. Absent: the first instance. */
	as?: string | undefined;
	version?: string | undefined;
	start?: boolean | undefined;
	config?: Record<string, unknown> | undefined;
	/** Names of its ports that are opened to the home network; default none. */
	publish?: readonly string[] | undefined;
}

/** An installation in separate phases: check, write, carry out. */
export interface PupInstalling {
	/**
	 * Performs all checks of `install`.
	 * @returns a function that writes the pup's row in the state `installing` and returns the job's
	 * input. Call it in a transaction that also submits a job with these {@link locks}: a row
	 * without a job counts as interrupted. It throws 409 `already-installed`, `network-full`
	 * @throws BoxError like `install`
	 */
	prepare(request: InstallRequest, by?: SavedBy, mayChange?: MayChange): Promise<() => InstallJob>;
	/** To be run as a child. */
	readonly job: JobHandle<InstallJob, InstallResult>;
	locks(task: InstallJob): string[];
	/**
	 * Cancels an installation whose job has not begun; a pup that is already installed stays.
	 * @param failure the reason; with code `cancelled` the previous state is restored
	 */
	abandon(task: InstallJob, failure: Failure): Promise<void>;
}

/** Public facts about an installed pup. */
export interface KnownPup extends InstalledPup {
	version: string;
	manifest: Manifest;
	/** Whether the owner wants it to run. */
	enabled: boolean;
	/** Whether it is being removed. */
	leaving: boolean;
	/** Its address on the pup network; null where there is none. */
	address: string | null;
}

/** Installed pups and the actions of their owner. Long actions return a job. */
export interface Pups {
	/**
	 * Without `origin`, addresses of pages are those on `http://localhost`; their `port` is right
	 * in any case.
	 */
	list(origin?: Origin): PupSummary[];
	/** Every pup, including uninstalled ones, in the form that the store needs. */
	installed(): InstalledPup[];
	/** All pups like `installed`, with their manifests. */
	known(): KnownPup[];
	/** Sizes of pups' data as far as they were measured, largest first. */
	space(): PupSpace[];
	/** @throws BoxError 404 */
	get(id: string, origin?: Origin): PupDetail;
	/**
	 * Installs from a source. Over kept data of the same source and name, the id stays, and with it
	 * the keys and data.
	 * @param input.start starts it after the installation, default true; a pup that needs settings
	 * starts when they were saved
	 * @param input.config values of its settings, saved first like `configure`
	 * @param input.publish names of its ports that are opened to the home network
	 * @param by who saves the settings; default the owner
	 * @param mayChange called where data was kept
	 * @throws BoxError 404 unknown source/pup, 409 `already-installed`, 409 `host-cannot-run`,
	 * `storage-missing`, 422 `not-runnable` on this host
	 */
	install(input: InstallRequest, by?: SavedBy, mayChange?: MayChange): Promise<{ job: Job; pupId: string }>;
	/** The phases of an installation, for a job that installs several pups. */
	readonly installing: PupInstalling;
	/**
	 * Sets desired = running. The job waits for the pups that this one depends on.
	 * @param options.anyway does not wait for them
	 * @throws BoxError 404, 409 `needs-config`, `wrong-state`, `host-cannot-run`,
	 * `storage-missing`, `storage-limit`, 507 `disk-full`
	 */
	start(id: string, options?: { anyway?: boolean | undefined }): Job;
	/**
	 * Whether it can serve other pups: it runs, and is healthy where it has a health check. False
	 * where that is unknown.
	 */
	ready(id: string): boolean;
	/** Reconciles pups whose providers or network access have changed. */
	relinked(ids: readonly string[]): void;
	/** Checks that throw the error with which an action would be refused. They change nothing. */
	readonly needs: {
		/** @throws like `stop` */
		stoppable(id: string): void;
		/** @throws like `restart` */
		restartable(id: string): void;
		/** @throws like `remove` */
		removable(id: string, options: { keepData: boolean }): void;
	};
	/** Sets desired = stopped. @throws BoxError 404, 409 `wrong-state` */
	stop(id: string): Job;
	/** @throws like `start` */
	restart(id: string): Job;
	/**
	 * Retries a failed installation or start.
	 * @throws BoxError 404, 409 `wrong-state`, `host-cannot-run`
	 */
	retry(id: string): Job;
	/**
	 * With keepData: state `uninstalled`, data and keys are kept. Otherwise everything is removed.
	 * @throws BoxError 404, 409 `wrong-state`
	 */
	remove(id: string, options: { keepData: boolean }): Job;
	/**
	 * Changes to another version of its source. The old version runs until the new one is built,
	 * and is restored when the new one fails to start. Data and settings stay.
	 * @param options.version default: the newest usable one
	 * @throws BoxError 404; 409 `wrong-state`, `up-to-date`, `permissions-needed` with `fields`,
	 * `host-cannot-run`, `storage-missing`, `busy`; 422 `pup-unusable`, `not-runnable`,
	 * `invalid-input` with `fields`
	 */
	update(
		id: string,
		options: {
			version?: string | undefined;
			acceptPermissions?: boolean | readonly string[] | undefined;
			start?: boolean | undefined;
			/** Values of settings of that version, applied together with it. */
			config?: Record<string, unknown> | undefined;
		},
		by?: SavedBy,
		mayChange?: MayChange
	): Promise<Job>;
	/** What `update` would do; changes nothing. @throws BoxError like `update` */
	planUpdate(
		id: string,
		options: {
			version?: string | undefined;
			start?: boolean | undefined;
			config?: Record<string, unknown> | undefined;
		}
	): Promise<UpdatePlan>;
	/** Ignores a version from now on; null: ignores none. @throws BoxError 404 */
	skipVersion(id: string, version: string | null): PupDetail;
	/**
	 * Checks and stores values. A running pup whose values change is restarted; an enabled pup that
	 * waited for them is started. Unknown fields are refused by name. An empty `password` keeps its
	 * value, null removes a value.
	 * @throws BoxError 404, 422 `invalid-input` with `fields`
	 */
	configure(id: string, values: Record<string, unknown>, by?: SavedBy): Promise<{ job: Job | null; pup: PupDetail }>;
	/** The settings that these values would change. @throws BoxError like `configure` */
	configDifferences(id: string, values: Record<string, unknown>): ConfigDifference[];
	/** Its saved configurations, newest first. @throws BoxError 404 */
	configHistory(id: string): ConfigVersion[];
	/**
	 * The differences between two saved configurations.
	 * @param to null for the current configuration
	 * @throws BoxError 404
	 */
	compareConfig(id: string, from: number, to: number | null): ConfigDifference[];
	/**
	 * Restores the values of a saved configuration, like `configure`.
	 * @throws BoxError 404
	 */
	restoreConfig(
		id: string,
		version: number,
		by?: SavedBy
	): Promise<{ job: Job | null; pup: PupDetail; differences: ConfigDifference[] }>;
	/** What `restoreConfig` would do; changes nothing. @throws BoxError 404 */
	planRestore(id: string, version: number): Promise<{ plan: ChangePlan; differences: ConfigDifference[] }>;
	/**
	 * What `configure` would do with these values; changes nothing.
	 * @param values null: what a change of any setting would do
	 * @throws BoxError like `configure`
	 */
	planConfig(id: string, values: Record<string, unknown> | null): Promise<ChangePlan>;
	/**
	 * Sets its limits; they apply to a running container at once.
	 * @throws BoxError 404, 422 `invalid-input` with `fields` where this host has less
	 */
	setLimits(id: string, change: LimitChange): Promise<PupDetail>;
	/** What `setLimits` would do; changes nothing. @throws BoxError like `setLimits` */
	planLimits(id: string, change: LimitChange): Promise<ChangePlan>;
	/**
	 * Changes the pup's display name at once; its id, data and keys stay. Its host name inside
	 * changes at its next start.
	 * @throws BoxError 404, 409 `name-taken`
	 */
	rename(id: string, name: string): PupDetail;
	/**
	 * Sets the complete list of requested devices that the pup receives. A running pup is
	 * restarted.
	 * @throws BoxError 404, 422 `not-asked-for`
	 */
	setDevices(id: string, nodes: readonly string[]): Promise<{ job: Job | null; pup: PupDetail }>;
	/**
	 * Switches dev mode: the source's folder itself is mounted writable at `/pup`, and a change in
	 * it restarts the pup.
	 * @throws BoxError 404, 409 `no-dev` when its source is no folder of this host
	 */
	setDev(id: string, dev: boolean): Promise<{ job: Job | null; pup: PupDetail }>;
	/** What `setDev` would do; changes nothing. @throws BoxError like `setDev` */
	planDev(id: string, dev: boolean): Promise<ChangePlan>;
	/**
	 * A page of its log.
	 * @param signal aborts a search
	 * @throws BoxError 404 `unknown-service`; 422 `invalid-cursor`, `bad-expression`,
	 * `search-too-slow`; 429
	 */
	logs(id: string, query: LogQuery, signal?: AbortSignal): Promise<LogPage>;
	/** How much of its log is kept. @throws BoxError 404 */
	logLimits(id: string): Promise<LogLimits>;
	/** @throws BoxError 404, 409 `host-cannot-run` */
	setLogLimits(id: string, limits: LogLimits): Promise<LogLimits>;
	/** Calls `fn` with new lines until unsubscribed. @throws BoxError 422 `invalid-cursor` */
	followLogs(id: string, options: FollowOptions, fn: (batch: LogBatch) => void): () => void;
	/**
	 * Runs a command in one of its services, with the service's rights.
	 * @param command.service may be absent where the pup has one service
	 * @throws BoxError 404, 409 `host-cannot-run`, `service-not-running`, 422 `service-needed`,
	 *   `command-not-found` …, 429
	 */
	exec(
		id: string,
		command: ExecCommand & { terminal?: TerminalSize | undefined },
		signal?: AbortSignal
	): Promise<ExecSession>;
	/** Files in pups' storages; the module is loaded on its first use. */
	storage(): Promise<PupFiles>;
	/** Terminals in pups; the module is loaded on its first use. */
	terminals(): Promise<PupTerminals>;
	/**
	 * @param stepMs time between two samples; absent: suitable for a chart
	 * @throws BoxError 404
	 */
	metrics(id: string, seconds: number, stepMs?: number): Samples;
	/** Slowly changing values at the same steps. @throws BoxError 404 */
	gauges(id: string, seconds: number): Gauges;
	/**
	 * Stores the metrics that a pup reports.
	 * @returns names that were refused, and why; the pup's log says so too
	 * @throws BoxError 404
	 */
	reportMetrics(id: string, values: Readonly<Record<string, unknown>>): { name: string; reason: string }[];
	/** The metrics that the pup reports, with their newest values. @throws BoxError 404 */
	ownMetrics(id: string): { metrics: OwnMetric[]; refused: RefusedMetrics | null };
	/** Resource usage and limits of each pup, including uninstalled ones. */
	resources(): PupResources[];
	/** Disk space of logs, including those of uninstalled pups. */
	logSpace(): Promise<PupLogSpace[]>;
	/** Removes old log files of all pups. @returns bytes freed */
	freeLogs(): Promise<number>;
	/** The program layers on the disk, and their users. */
	layers(): PupLayers;
	/** Removes unused layers. @returns bytes freed */
	freeLayers(): Promise<number>;
	/** The pup's logo file on disk, if it has one. */
	logo(id: string): Promise<{ folder: string; path: string; type: string } | null>;
	/** The installed pup with this address on the pup network; null for none. */
	atAddress(address: string): { id: string; name: string } | null;
	/** For the web page proxy: the current target of page `port`. Null: no such page. */
	pageTarget(
		port: number
	): { pupId: string; pupName: string; pageName: string; host: string; targetPort: number; running: boolean } | null;
	/** All page ports in use; read again after each change (`onPages`). */
	pagePorts(): number[];
	onPages(fn: () => void): () => void;
	/** Who may open page `port`; null: no such page. */
	pageAccess(port: number): PageAccess | null;
	/** Whether a token belongs to page `port` and is currently valid. */
	holdsPageToken(port: number, token: string): boolean;
	/** Calls `fn` when access by token, or without login, has been revoked at a page. */
	onPageRevoked(fn: PageRevoked): () => void;
	/**
	 * Ports of the host that can lead to a pup, and its web pages.
	 * @throws BoxError 404, 409 `not-installed`
	 */
	ports(id: string): PupPorts;
	/**
	 * Applies the whole change, or nothing. Revoked connections are cut before it returns.
	 * @throws BoxError 404, 422 `no-such-port`, `port-reserved`, 409 `port-taken`, `not-installed`
	 */
	changePorts(id: string, change: PortsChange): Promise<ChangedPorts>;
	/** The ports after a change; changes nothing. @throws BoxError like `changePorts` */
	planPorts(id: string, change: PortsChange): PupPorts;
	/** Ports of the host that currently lead to a pup and are open to the home network. */
	publishedPorts(id: string): PublishedPort[];
	/** All uses of the host's ports by pups and programs. */
	portWorld(): PortWorld;
	/**
	 * Called by the proxy: why page `port` cannot be opened, or null when it can. The reason is
	 * shown with the page.
	 */
	notePage(port: number, problem: string | null): void;
	/**
	 * Recreates the rows of pups that are on the disk and have no row, after the database was
	 * replaced. Must run before `begin`; sources and layers must be loaded.
	 * @returns the outcome for each pup
	 */
	rebuild(): Promise<DescribedPup[]>;
	/**
	 * Adopts running containers, then reconciles on every change and at a slow interval. Call it
	 * after `jobs` was created, before or after its start.
	 */
	begin(): Promise<void>;
	/** Stops supervising pups; their containers keep running. */
	close(): Promise<void>;
}
