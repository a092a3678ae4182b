import type { Job } from '../../contract/jobs.ts';
import type { LogLine, PupDetail, PupSummary, Sample } from '../../contract/pups.ts';

/** Installed pups: what the owner can ask of them. Long actions give a job. */
export interface Pups {
	list(): PupSummary[];
	/** @throws BoxError 404 */
	get(id: string): PupDetail;
	/**
	 * Installs from a source; over kept data of the same source and name the id (and so its keys and data) stays.
	 * @throws BoxError 404 unknown source/pup, 409 `already-installed`, 422 not runnable here (with the reason)
	 */
	install(input: {
		sourceId: string;
		name: string;
		version?: string | undefined;
		start?: boolean;
	}): Promise<{ job: Job; pupId: string }>;
	/** Sets desired = running. @throws BoxError 409 `needs-config`, `wrong-state` */
	start(id: string): Job;
	stop(id: string): Job;
	restart(id: string): Job;
	/** Tries again what broke (install or start). */
	retry(id: string): Job;
	/** keepData: state `uninstalled`, data and keys kept; else purged: nothing is left. */
	remove(id: string, options: { keepData: boolean }): Job;
	/** Checks and stores values; a running pup is restarted to see them. Unknown fields are refused by name. */
	configure(id: string, values: Record<string, unknown>): Promise<{ job: Job | null; pup: PupDetail }>;
	logs(id: string, options: { service?: string | undefined; tail: number }): Promise<LogLine[]>;
	followLogs(id: string, fn: (lines: LogLine[]) => void): () => void;
	metrics(id: string, seconds: number): Sample[];
	/** The pup's logo file on disk, if it has one. */
	logo(id: string): { path: string; type: string } | null;
	/** For the web page proxy: where page `port` leads now. Null: no such page. */
	pageTarget(
		port: number
	): { pupId: string; pupName: string; pageName: string; host: string; targetPort: number; running: boolean } | null;
	/** All page ports in use; called again after each change (`onPages`). */
	pagePorts(): number[];
	onPages(fn: () => void): () => void;
	/** Adopts running containers, then reconciles on every change and on a slow tick. */
	begin(): Promise<void>;
	close(): Promise<void>;
}
