/**
 * Watches the folders of pups in dev mode and restarts a pup when its folder changes, at most every
 * two seconds. A pup that would restart continuously, because it writes into its own folder, is not
 * restarted any more, with a note.
 */
import { watchFolder, type FolderWatch } from '../../files/index.ts';
import type { PupTree } from '../content/index.ts';
import type { PupsDeps } from '../deps.ts';
import type { PupRows, Signals } from '../installed/index.ts';
import { about, type BusyWith, type DevJobs, type ServiceRecords } from '../lifecycle/index.ts';
import { monotonicMs } from '../../concurrency/index.ts';
import type { DevManifests } from './manifest.ts';

/**
 * Quiet time after the last change before the pup is restarted, milliseconds. Editors and build
 * tools write several files.
 */
const QUIET_MS = 400;
/** Minimum time between two restarts, and maximum wait for quiet, milliseconds. */
const BETWEEN_MS = 2000;
/** More restarts per minute than this are not caused by a person. */
const MOST_A_MINUTE = 15;

export interface DevWatch {
	/** Watches a pup's folder while it is in dev mode and should run; otherwise stops watching. */
	reconcile(id: string): void;
	/** Resets the counters, because dev mode was switched or the owner starts the pup. */
	renew(id: string): void;
	close(): void;
}

interface Watched {
	folder: string;
	watch: FolderWatch;
	changes: Set<string>;
	/** Time of the first unhandled change, by the monotonic clock, milliseconds. */
	since: number;
	timer: NodeJS.Timeout | undefined;
	restarts: number[];
	gaveUp: boolean;
}

/** Watches nothing before `reconcile` is called. */
export function createDevWatch(
	deps: Pick<PupsDeps, 'database' | 'engine' | 'log' | 'devBetweenMs'> & {
		rows: PupRows;
		signals: Signals;
		tree: PupTree;
		records: Pick<ServiceRecords, 'reset'>;
		manifests: DevManifests;
		reload: DevJobs['reload'];
		busyWith: BusyWith;
	}
): DevWatch {
	const { rows, signals, tree, records, manifests, reload, busyWith } = deps;
	const watched = new Map<string, Watched>();
	const betweenMs = deps.devBetweenMs ?? BETWEEN_MS;
	let closed = false;

	function end(id: string): void {
		const entry = watched.get(id);
		if (!entry) return;
		clearTimeout(entry.timer);
		entry.watch.close();
		watched.delete(id);
	}

	/** Sets the timer that handles the changes. */
	function schedule(id: string, entry: Watched): void {
		const now = monotonicMs();
		const quiet = Math.min(now + QUIET_MS, entry.since + betweenMs);
		const at = Math.max(quiet, (entry.restarts.at(-1) ?? 0) + betweenMs);
		clearTimeout(entry.timer);
		entry.timer = setTimeout(
			() =>
				void seeTo(id, entry).catch((error: unknown) =>
					deps.log.error({ pup: id, err: error }, 'a change in dev mode could not be seen to')
				),
			Math.max(0, at - now)
		);
		entry.timer.unref();
	}

	async function seeTo(id: string, entry: Watched): Promise<void> {
		const row = rows.find(id);
		if (closed || !row || watched.get(id) !== entry || entry.changes.size === 0) return;
		// The end of the job triggers another check.
		if (busyWith(id)) return;
		const changes = [...entry.changes];
		entry.changes.clear();
		// A manifest may be read while it is being written; the pup is restarted only once it is
		// complete.
		if (changes.every((path) => path === 'manifest.json') && (await manifests.read(row)) === null) return;
		if (closed || watched.get(id) !== entry) return;
		const now = monotonicMs();
		entry.restarts = entry.restarts.filter((at) => at > now - 60_000);
		if (entry.restarts.length >= MOST_A_MINUTE) {
			entry.gaveUp = true;
			const last = changes.slice(0, 3).join(', ');
			return manifests.setProblem(
				row,
				`Its folder changes all the time (last: ${last}), so it is no longer restarted by itself. Does it write there? Restart it to go on watching.`
			);
		}
		entry.restarts.push(now);
		deps.log.info({ pup: id, changes: changes.slice(0, 10) }, 'restarting a pup in dev mode');
		records.reset(id);
		reload.submit({ ...about(row), dev: true }, { requestedBy: 'box' });
	}

	function reconcile(id: string): void {
		const row = closed ? null : rows.find(id);
		const wanted =
			row?.dev && row.enabled && row.state !== 'installing' && row.state !== 'uninstalled' && deps.engine !== null;
		const folder = wanted ? tree.devFolder(row) : null;
		if (folder === null || watched.get(id)?.folder !== folder) end(id);
		if (!row || folder === null || watched.has(id)) return;
		const entry: Watched = {
			folder,
			changes: new Set(),
			since: 0,
			timer: undefined,
			restarts: [],
			gaveUp: false,
			watch: watchFolder(
				folder,
				(path) => {
					if (entry.gaveUp) return;
					if (entry.changes.size === 0) entry.since = monotonicMs();
					if (entry.changes.size < 100) entry.changes.add(path);
					schedule(id, entry);
				},
				(reason) => {
					const now = rows.find(id);
					if (now) manifests.setProblem(now, reason);
				}
			)
		};
		watched.set(id, entry);
	}

	// Watching must not start inside the transaction, nor after `close`.
	const checkSoon = (id: string) => deps.database.afterCommit(() => reconcile(id));
	signals.subscribe('changed', checkSoon);
	signals.subscribe('removed', checkSoon);
	// Handles changes that occurred while a job was running.
	signals.subscribe('jobEnded', (id) => {
		const entry = watched.get(id);
		if (entry && entry.changes.size > 0) schedule(id, entry);
	});

	return {
		reconcile,
		renew(id) {
			const entry = watched.get(id);
			if (entry) Object.assign(entry, { restarts: [], gaveUp: false });
		},
		close() {
			closed = true;
			for (const id of [...watched.keys()]) end(id);
		}
	};
}
