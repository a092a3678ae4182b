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
 * Where a browser or program reaches the box, from its request: pages of pups lie on other ports of
 * the same host.
 */
export interface Origin {
	/** `http` or `https` */
	protocol: string;
	/** As in a URL: `dogebox.local`, `192.168.1.20`, `[fd00::1]`. */
	hostname: string;
}

/** What the logs of a pup take. */
export interface PupLogSpace extends LogSpace {
	name: string;
}

/**
 * Told of the settings that a pup has already, by name, among those that come with something else.
 * Throws where the caller may not change them.
 */
export type MayChange = (names: readonly string[]) => void;

/** A pup of a source, with the settings and the start that are wanted for it. */
export interface InstallRequest {
	sourceId: string;
	name: string;
	/** Name of one more beside others of the same source and name; without it the first. */
	as?: string | undefined;
	version?: string | undefined;
	start?: boolean | undefined;
	config?: Record<string, unknown> | undefined;
	/** Names of its ports that are opened to the home network; default none. */
	publish?: readonly string[] | undefined;
}

/** An installation in parts: checked, written down, carried out. */
export interface PupInstalling {
	/**
	 * Checks all that `install` checks.
	 * @returns writes the pup's row, in the state `installing`, and gives the job's input. Called
	 *   within a transaction that also asks for a job which holds {@link locks}: a row without one
	 *   counts as interrupted. It throws 409 `already-installed`, `network-full`
	 * @throws BoxError as `install`
	 */
	prepare(request: InstallRequest, by?: SavedBy, mayChange?: MayChange): Promise<() => InstallJob>;
	/** To be run as a child. */
	readonly job: JobHandle<InstallJob, InstallResult>;
	locks(task: InstallJob): string[];
	/**
	 * Gives up an installation whose job has not begun; what is installed stays.
	 * @param failure why; with code `cancelled` what was there before is left
	 */
	abandon(task: InstallJob, failure: Failure): Promise<void>;
}

/** What others may know of an installed pup. */
export interface KnownPup extends InstalledPup {
	version: string;
	manifest: Manifest;
	/** The owner wants it to run. */
	enabled: boolean;
	/** It is being removed. */
	leaving: boolean;
	/** On the pup network; null where there is none. */
	address: string | null;
}

/** Installed pups: what the owner can ask of them. Long actions give a job. */
export interface Pups {
	/**
	 * Without `origin`, addresses of pages are those on `http://localhost`; their `port` is right
	 * everywhere.
	 */
	list(origin?: Origin): PupSummary[];
	/** Every pup, uninstalled ones too, as the store wants to know them. */
	installed(): InstalledPup[];
	/** The same with their manifests. */
	known(): KnownPup[];
	/** What the data of pups take, as far as they were measured; largest first. */
	space(): PupSpace[];
	/** @throws BoxError 404 */
	get(id: string, origin?: Origin): PupDetail;
	/**
	 * Installs from a source; over kept data of the same source and name the id (and so its keys
	 * and data) stays.
	 * @param input.start start it when it is installed, default true; one that needs config starts
	 *   when that was saved
	 * @param input.config values of its settings, saved first as `configure` would
	 * @param input.publish names of its ports that are opened to the home network
	 * @param by who saves them; default the owner
	 * @param mayChange asked where data was kept
	 * @throws BoxError 404 unknown source/pup, 409 `already-installed`, 409 `host-cannot-run`,
	 *   `storage-missing`, 422 `not-runnable` here
	 */
	install(input: InstallRequest, by?: SavedBy, mayChange?: MayChange): Promise<{ job: Job; pupId: string }>;
	/** The parts of an installation, for who installs several pups in one job. */
	readonly installing: PupInstalling;
	/**
	 * Sets desired = running. The job waits for those without whom the pup cannot do.
	 * @param options.anyway it waits for nobody
	 * @throws BoxError 404, 409 `needs-config`, `wrong-state`, `host-cannot-run`,
	 *   `storage-missing`, `storage-limit`, 507 `disk-full`
	 */
	start(id: string, options?: { anyway?: boolean | undefined }): Job;
	/**
	 * Whether it can serve others: it runs, and is healthy where it is checked; false where it is
	 * not known.
	 */
	ready(id: string): boolean;
	/** Has pups follow that others provide to them, or may be used, otherwise than before. */
	relinked(ids: readonly string[]): void;
	/** Throw what an action would be refused with, and do nothing. */
	readonly needs: {
		/** @throws as `stop` */
		stoppable(id: string): void;
		/** @throws as `restart` */
		restartable(id: string): void;
		/** @throws as `remove` */
		removable(id: string, options: { keepData: boolean }): void;
	};
	/** Sets desired = stopped. @throws BoxError 404, 409 `wrong-state` */
	stop(id: string): Job;
	/** @throws as `start` */
	restart(id: string): Job;
	/**
	 * Tries again what broke (install or start).
	 * @throws BoxError 404, 409 `wrong-state`, `host-cannot-run`
	 */
	retry(id: string): Job;
	/**
	 * keepData: state `uninstalled`, data and keys kept; else purged: nothing is left.
	 * @throws BoxError 404, 409 `wrong-state`
	 */
	remove(id: string, options: { keepData: boolean }): Job;
	/**
	 * Brings another version from its source; the old one runs until it is built, and comes back
	 * when the new one does not come up. Data and settings stay.
	 * @param options.version default the newest that can be used
	 * @throws BoxError 404; 409 `wrong-state`, `up-to-date`, `permissions-needed` with `fields`,
	 *   `host-cannot-run`, `storage-missing`, `busy`; 422 `pup-unusable`, `not-runnable`,
	 *   `invalid-input` with `fields`
	 */
	update(
		id: string,
		options: {
			version?: string | undefined;
			acceptPermissions?: boolean | readonly string[] | undefined;
			start?: boolean | undefined;
			/** Values of settings of that version, exchanged together with it. */
			config?: Record<string, unknown> | undefined;
		},
		by?: SavedBy,
		mayChange?: MayChange
	): Promise<Job>;
	/** What `update` would do; it changes nothing. @throws BoxError as `update` */
	planUpdate(
		id: string,
		options: {
			version?: string | undefined;
			start?: boolean | undefined;
			config?: Record<string, unknown> | undefined;
		}
	): Promise<UpdatePlan>;
	/** Ignores a version from now on; null: all of them. @throws BoxError 404 */
	skipVersion(id: string, version: string | null): PupDetail;
	/**
	 * Checks and stores values; a running pup for which they are new is restarted, an enabled one
	 * that waited for them is started. Unknown fields are refused by name. An empty `password`
	 * stays as it is, null removes a value.
	 * @throws BoxError 404, 422 `invalid-input` with `fields`
	 */
	configure(id: string, values: Record<string, unknown>, by?: SavedBy): Promise<{ job: Job | null; pup: PupDetail }>;
	/** Which settings these values would change. @throws BoxError as `configure` */
	configDifferences(id: string, values: Record<string, unknown>): ConfigDifference[];
	/** Its saved configurations, newest first. @throws BoxError 404 */
	configHistory(id: string): ConfigVersion[];
	/**
	 * How two saved configurations differ.
	 * @param to null for what it has now
	 * @throws BoxError 404
	 */
	compareConfig(id: string, from: number, to: number | null): ConfigDifference[];
	/**
	 * Gives it the values of a saved configuration again, as `configure` would.
	 * @throws BoxError 404
	 */
	restoreConfig(
		id: string,
		version: number,
		by?: SavedBy
	): Promise<{ job: Job | null; pup: PupDetail; differences: ConfigDifference[] }>;
	/** What `restoreConfig` would do; it changes nothing. @throws BoxError 404 */
	planRestore(id: string, version: number): Promise<{ plan: ChangePlan; differences: ConfigDifference[] }>;
	/**
	 * What `configure` would do with these values; it changes nothing.
	 * @param values null asks what any change of them would do
	 * @throws BoxError as `configure`
	 */
	planConfig(id: string, values: Record<string, unknown> | null): Promise<ChangePlan>;
	/**
	 * Sets its limits; a container that runs has them at once.
	 * @throws BoxError 404, 422 `invalid-input` with `fields` where this host has less
	 */
	setLimits(id: string, change: LimitChange): Promise<PupDetail>;
	/** What `setLimits` would do; it changes nothing. @throws BoxError as `setLimits` */
	planLimits(id: string, change: LimitChange): Promise<ChangePlan>;
	/**
	 * Gives a pup another name for people, at once; its id, data and keys stay. Inside, its host
	 * name follows with its next start.
	 * @throws BoxError 404, 409 `name-taken`
	 */
	rename(id: string, name: string): PupDetail;
	/**
	 * Says which of the devices that it asks for a pup gets, all of them; one that runs is
	 * restarted.
	 * @throws BoxError 404, 422 `not-asked-for`
	 */
	setDevices(id: string, nodes: readonly string[]): Promise<{ job: Job | null; pup: PupDetail }>;
	/**
	 * Switches dev mode: the source's folder itself is mounted at `/pup`, writable, and a change
	 * there restarts the pup.
	 * @throws BoxError 404, 409 `no-dev` when its source is no folder of this host
	 */
	setDev(id: string, dev: boolean): Promise<{ job: Job | null; pup: PupDetail }>;
	/** What `setDev` would do; it changes nothing. @throws BoxError as `setDev` */
	planDev(id: string, dev: boolean): Promise<ChangePlan>;
	/**
	 * A page of its log.
	 * @param signal ends a search
	 * @throws BoxError 404 `unknown-service`; 422 `invalid-cursor`, `bad-expression`,
	 *   `search-too-slow`; 429
	 */
	logs(id: string, query: LogQuery, signal?: AbortSignal): Promise<LogPage>;
	/** How much is kept of its log. @throws BoxError 404 */
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
	/** Files in pups' storages; loaded when they are first asked for. */
	storage(): Promise<PupFiles>;
	/** Terminals in pups; loaded when one is first asked for. */
	terminals(): Promise<PupTerminals>;
	/**
	 * @param stepMs time between two samples; as fits a chart where absent
	 * @throws BoxError 404
	 */
	metrics(id: string, seconds: number, stepMs?: number): Samples;
	/** Slow values in the same steps. @throws BoxError 404 */
	gauges(id: string, seconds: number): Gauges;
	/**
	 * Takes in what a pup reports about itself.
	 * @returns names that were refused, and why; the pup's log says so too
	 * @throws BoxError 404
	 */
	reportMetrics(id: string, values: Readonly<Record<string, unknown>>): { name: string; reason: string }[];
	/** What it reports about itself, with the newest values. @throws BoxError 404 */
	ownMetrics(id: string): { metrics: OwnMetric[]; refused: RefusedMetrics | null };
	/** What each pup takes and may take, uninstalled ones too. */
	resources(): PupResources[];
	/** What logs take, of uninstalled pups too. */
	logSpace(): Promise<PupLogSpace[]>;
	/** Removes older parts of the logs of all pups. @returns bytes */
	freeLogs(): Promise<number>;
	/** The layers of programs on the disk, and who uses them. */
	layers(): PupLayers;
	/** Removes layers that nobody uses. @returns bytes */
	freeLayers(): Promise<number>;
	/** The pup's logo file on disk, if it has one. */
	logo(id: string): Promise<{ folder: string; path: string; type: string } | null>;
	/** The installed pup that has this address on the pups' network; null for none. */
	atAddress(address: string): { id: string; name: string } | null;
	/** For the web page proxy: where page `port` leads now. Null: no such page. */
	pageTarget(
		port: number
	): { pupId: string; pupName: string; pageName: string; host: string; targetPort: number; running: boolean } | null;
	/** All page ports in use; called again after each change (`onPages`). */
	pagePorts(): number[];
	onPages(fn: () => void): () => void;
	/** Who may open page `port`; null: no such page. */
	pageAccess(port: number): PageAccess | null;
	/** Whether a token is that of page `port`, and good now. */
	holdsPageToken(port: number, token: string): boolean;
	/** Calls `fn` when the way in by token, or without login, has ended at a page. */
	onPageRevoked(fn: PageRevoked): () => void;
	/**
	 * Ports of the box that can lead to a pup, and its web pages.
	 * @throws BoxError 404, 409 `not-installed`
	 */
	ports(id: string): PupPorts;
	/**
	 * Changes all that is asked for, or nothing; what is revoked is cut before it answers.
	 * @throws BoxError 404, 422 `no-such-port`, `port-reserved`, 409 `port-taken`, `not-installed`
	 */
	changePorts(id: string, change: PortsChange): Promise<ChangedPorts>;
	/** What a change would make of them; nothing is changed. @throws BoxError as `changePorts` */
	planPorts(id: string, change: PortsChange): PupPorts;
	/** Ports of the box that lead to a pup now, open to the home network. */
	publishedPorts(id: string): PublishedPort[];
	/** What ports of the box are used for, by all that pups and programs have. */
	portWorld(): PortWorld;
	/**
	 * From the proxy: why page `port` cannot be opened, or null when it can. It is shown with the
	 * page.
	 */
	notePage(port: number, problem: string | null): void;
	/**
	 * Makes the rows of pups that lie on the disk and have none, after the database was replaced.
	 * Before `begin`; sources and layers must be known.
	 * @returns what became of each of them
	 */
	rebuild(): Promise<DescribedPup[]>;
	/**
	 * Adopts running containers, then reconciles on every change and on a slow tick. After `jobs`
	 * was made, before or after its start.
	 */
	begin(): Promise<void>;
	/** Stops looking after pups; their containers go on. */
	close(): Promise<void>;
}
