/**
 * Dev mode: a pup runs from its developer's own folder, and starts again when something changes there. A restart at most every
 * two seconds; one that would restart all the time (it writes into its own folder) is left alone, with a note.
 */
import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { watchFolder, type FolderWatch } from '../files/index.ts';
import { isBoxError } from '../../contract/errors.ts';
import type { Job } from '../../contract/jobs.ts';
import { parseManifest, type Manifest } from '../../contract/manifest.ts';
import type { RunningParts } from './running.ts';
import type { PupRow } from './rows.ts';

/** Quiet after the last change before the pup is restarted, milliseconds: editors and build tools write several files. */
const QUIET_MS = 400;
/** Least time between two restarts, and longest wait for quiet, milliseconds. */
const BETWEEN_MS = 2000;
/** More restarts than this within a minute are no person's work. */
const MOST_A_MINUTE = 15;
/** Bytes of a manifest, as sources read it. */
const MAX_MANIFEST = 1024 * 1024;

export interface DevParts extends RunningParts {
	/** Asks for the pup to be started anew from its folder. */
	reload: (row: PupRow) => Job;
	busyWith: (id: string) => Job | null;
	/** Shown values changed without a change of state. */
	changed: (id: string) => void;
}

export interface DevMode {
	/** Watches a pup's folder while it is in dev mode and should run; ends that else. */
	look(id: string): void;
	/** A job of the pup has ended: changes that came meanwhile are seen to. */
	jobEnded(id: string): void;
	/** Reads the manifest anew. @returns null when it cannot be used: the reason is told, the old one stays */
	readManifest(row: PupRow): Promise<Manifest | null>;
	/** What keeps a change from being taken over; null for nothing. */
	problem(id: string): string | null;
	/** Forgets what was told and counted: dev mode was switched. */
	renew(id: string): void;
	close(): void;
}

interface Watched {
	folder: string;
	watch: FolderWatch;
	changes: Set<string>;
	/** Of the first change that was not seen to; milliseconds since the epoch. */
	since: number;
	timer: NodeJS.Timeout | undefined;
	restarts: number[];
	gaveUp: boolean;
}

/** Makes the keeper of pups in dev mode; it watches nothing before `look`. */
export function createDevMode({ deps, rows, tree, records, reload, busyWith, changed }: DevParts): DevMode {
	const watched = new Map<string, Watched>();
	const problems = new Map<string, string>();
	const betweenMs = deps.devBetweenMs ?? BETWEEN_MS;
	let closed = false;

	function setProblem(row: PupRow, problem: string | null): void {
		if ((problems.get(row.id) ?? null) === problem) return;
		if (problem === null) problems.delete(row.id);
		else {
			problems.set(row.id, problem);
			const service = row.manifest.container.services[0]?.name;
			if (service !== undefined) void deps.engine?.note(row.id, service, `Dev mode: ${problem}`).catch(() => {});
		}
		changed(row.id);
	}

	function end(id: string): void {
		const entry = watched.get(id);
		if (!entry) return;
		clearTimeout(entry.timer);
		entry.watch.close();
		watched.delete(id);
	}

	/** Sets the time at which the changes are seen to. */
	function schedule(id: string, entry: Watched): void {
		const now = Date.now();
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
		// Its end brings us back.
		if (busyWith(id)) return;
		const changes = [...entry.changes];
		entry.changes.clear();
		// A manifest that is being written has to be whole before anything is done about it.
		if (changes.every((path) => path === 'manifest.json') && (await readManifest(row)) === null) return;
		if (closed || watched.get(id) !== entry) return;
		const now = Date.now();
		entry.restarts = entry.restarts.filter((at) => at > now - 60_000);
		if (entry.restarts.length >= MOST_A_MINUTE) {
			entry.gaveUp = true;
			const last = changes.slice(0, 3).join(', ');
			return setProblem(
				row,
				`Its folder changes all the time (last: ${last}), so it is no longer restarted by itself. Does it write there? Restart it to go on watching.`
			);
		}
		entry.restarts.push(now);
		deps.log.info({ pup: id, changes: changes.slice(0, 10) }, 'restarting a pup in dev mode');
		records.reset(id);
		reload(row);
	}

	async function readManifest(row: PupRow): Promise<Manifest | null> {
		const folder = tree.devFolder(row);
		try {
			if (folder === null) throw new Error('The folder, or its manifest.json, is not there.');
			const { manifest } = parseManifest(await readJson(join(folder, 'manifest.json')), { where: 'manifest.json' });
			if (manifest.meta.name !== row.name) {
				throw new Error(
					`manifest.json now calls it “${manifest.meta.name}”. Under another name it is another pup: install it from the store.`
				);
			}
			setProblem(row, null);
			return manifest;
		} catch (error) {
			const reason = isBoxError(error) || error instanceof Error ? error.message : String(error);
			setProblem(row, `${reason} The last one that could be used stays.`);
			return null;
		}
	}

	return {
		readManifest,
		problem: (id) => problems.get(id) ?? null,
		renew(id) {
			problems.delete(id);
			const entry = watched.get(id);
			if (entry) Object.assign(entry, { restarts: [], gaveUp: false });
		},
		look(id) {
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
						if (entry.changes.size === 0) entry.since = Date.now();
						if (entry.changes.size < 100) entry.changes.add(path);
						schedule(id, entry);
					},
					(reason) => {
						const now = rows.find(id);
						if (now) setProblem(now, reason);
					}
				)
			};
			watched.set(id, entry);
		},
		jobEnded(id) {
			const entry = watched.get(id);
			if (entry && entry.changes.size > 0) schedule(id, entry);
		},
		close() {
			closed = true;
			for (const id of [...watched.keys()]) end(id);
		}
	};
}

async function readJson(file: string): Promise<unknown> {
	const handle = await open(file, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
	try {
		const stat = await handle.stat();
		if (!stat.isFile() || stat.size > MAX_MANIFEST) throw new Error('manifest.json is no file of at most 1 MiB.');
		const text = await handle.readFile('utf8');
		try {
			return JSON.parse(text) as unknown;
		} catch (error) {
			const why = error instanceof Error ? error.message : String(error);
			throw new Error(`manifest.json is no JSON: ${why}.`, { cause: error });
		}
	} finally {
		await handle.close();
	}
}
