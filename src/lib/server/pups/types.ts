import type { InstalledPup } from '../store/index.ts';
import type { PupSpace } from '../../contract/box.ts';
import type { Gauges, OwnMetric, PupResources, RefusedMetrics } from '../../contract/metrics.ts';
import type { Job } from '../../contract/jobs.ts';
import type { ChangePlan, LimitChange, PupDetail, PupSummary, Samples } from '../../contract/pups.ts';
import type { ExecCommand } from '../../contract/exec.ts';
import type { DescribedPup } from './lifecycle/index.ts';
import type { PupLayers } from './measures/index.ts';
import type { ExecSession, FollowOptions, LogBatch, LogPage, LogQuery, TerminalSize } from '../containers/index.ts';

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

/** Installed pups: what the owner can ask of them. Long actions give a job. */
export interface Pups {
	/**
	 * Without `origin`, addresses of pages are those on `http://localhost`; their `port` is right
	 * everywhere.
	 */
	list(origin?: Origin): PupSummary[];
	/** Every pup, uninstalled ones too, as the store wants to know them. */
	installed(): InstalledPup[];
	/** What the data of pups take, as far as they were measured; largest first. */
	space(): PupSpace[];
	/** @throws BoxError 404 */
	get(id: string, origin?: Origin): PupDetail;
	/**
	 * Installs from a source; over kept data of the same source and name the id (and so its keys
	 * and data) stays.
	 * @param input.start start it when it is installed, default true; one that needs config starts
	 *   when that was saved
	 * @throws BoxError 404 unknown source/pup, 409 `already-installed`, 409 `host-cannot-run`,
	 *   `storage-missing`, 422 `not-runnable` here
	 */
	install(input: {
		sourceId: string;
		name: string;
		version?: string | undefined;
		start?: boolean | undefined;
	}): Promise<{ job: Job; pupId: string }>;
	/**
	 * Sets desired = running.
	 * @throws BoxError 404, 409 `needs-config`, `wrong-state`, `host-cannot-run`,
	 *   `storage-missing`, `storage-limit`, 507 `disk-full`
	 */
	start(id: string): Job;
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
	 * Checks and stores values; a running pup for which they are new is restarted, an enabled one
	 * that waited for them is started. Unknown fields are refused by name. An empty `password`
	 * stays as it is, null removes a value.
	 * @throws BoxError 404, 422 `invalid-input` with `fields`
	 */
	configure(id: string, values: Record<string, unknown>): Promise<{ job: Job | null; pup: PupDetail }>;
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
	 * Switches dev mode: the source's folder itself is mounted at `/pup`, writable, and a change
	 * there restarts the pup.
	 * @throws BoxError 404, 409 `no-dev` when its source is no folder of this host
	 */
	setDev(id: string, dev: boolean): Promise<{ job: Job | null; pup: PupDetail }>;
	/** What `setDev` would do; it changes nothing. @throws BoxError as `setDev` */
	planDev(id: string, dev: boolean): Promise<ChangePlan>;
	/** @throws BoxError 404, 422 `invalid-cursor` */
	logs(id: string, query: LogQuery): Promise<LogPage>;
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
	/** The layers of programs on the disk, and who uses them. */
	layers(): PupLayers;
	/** Removes layers that nobody uses; none while a pup is being installed. @returns bytes */
	freeLayers(): Promise<number>;
	/** The pup's logo file on disk, if it has one. */
	logo(id: string): Promise<{ folder: string; path: string; type: string } | null>;
	/** For the web page proxy: where page `port` leads now. Null: no such page. */
	pageTarget(
		port: number
	): { pupId: string; pupName: string; pageName: string; host: string; targetPort: number; running: boolean } | null;
	/** All page ports in use; called again after each change (`onPages`). */
	pagePorts(): number[];
	onPages(fn: () => void): () => void;
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
