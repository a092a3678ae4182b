/**
 * Services' logs. conmon writes `<logs>/<id>/<service>.log` and, when that is full, puts an empty file in its place. So that this loses
 * nothing at once, each log has a second name (a hard link, `.log.link`); when the file under the first name is another one,
 * the second name becomes `.log.1`. The box's own lines go to a file beside (`.note`): conmon would write over them.
 */
import { watch, type FSWatcher } from 'node:fs';
import { open, readdir, stat, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { hostVerbs, type Host } from '../host/index.ts';
import { createLineJoiner, formatLogEntry } from './log-lines.ts';
import { tailFile } from './log-tail.ts';
import type { RawLogLine } from './types.ts';

/** Most lines that one call gives. */
const MAX_TAIL = 10_000;

/** New lines are collected this long before they are given on, milliseconds. */
const BATCH_MS = 40;

/** Read at once while following, bytes. */
const CHUNK = 256 * 1024;

interface Followed {
	handle: FileHandle;
	inode: number;
	position: number;
	rest: Buffer;
	join: (entries: readonly string[]) => RawLogLine[];
}

interface Watched {
	watcher: FSWatcher;
	/** Processes whose older part is kept. */
	kept: Set<string>;
	followers: Set<(lines: RawLogLine[]) => void>;
	files: Map<string, Followed>;
	timer: NodeJS.Timeout | null;
	/** Work on the files one after the other. */
	tail: Promise<void>;
}

export interface ContainerLogs {
	/** Keeps the older part of a running process' log when conmon begins it anew. */
	keepPrevious(id: string, process: string): void;
	/** The container's processes have all ended; followers stay. */
	rest(id: string): void;
	/** Nothing of this container is watched any more. */
	forget(id: string): void;
	tail(id: string, options: { service?: string; tail: number }): Promise<RawLogLine[]>;
	follow(id: string, fn: (lines: RawLogLine[]) => void): () => void;
	note(id: string, service: string, text: string): Promise<void>;
	close(): void;
}

/** Makes the reader of all logs. */
export function createContainerLogs({ host }: { host: Host }): ContainerLogs {
	const { paths } = host;
	const watched = new Map<string, Watched>();
	const folderOf = (id: string) => join(paths.logs, id);

	function watchFolder(id: string): Watched | null {
		const known = watched.get(id);
		if (known) return known;
		let watcher: FSWatcher;
		try {
			watcher = watch(folderOf(id), { persistent: false });
		} catch {
			return null;
		}
		const entry: Watched = {
			watcher,
			kept: new Set(),
			followers: new Set(),
			files: new Map(),
			timer: null,
			tail: Promise.resolve()
		};
		watcher.on('change', (kind, name) => {
			if (kind === 'rename' && typeof name === 'string' && name.endsWith('.log')) {
				const process = name.slice(0, -4);
				if (entry.kept.has(process)) enqueue(entry, () => linkCurrent(id, process));
			}
			if (entry.followers.size > 0) schedule(id, entry);
		});
		watcher.on('error', () => forget(id));
		watched.set(id, entry);
		return entry;
	}

	function enqueue(entry: Watched, work: () => Promise<void>): void {
		entry.tail = entry.tail.then(work).catch(() => {});
	}

	/** The second name follows the first; what it named until now is the older part. The log can be read afterwards. */
	const linkCurrent = async (id: string, process: string) => {
		await host.call(hostVerbs.logKeep, { id, process });
	};

	function schedule(id: string, entry: Watched): void {
		entry.timer ??= setTimeout(() => {
			entry.timer = null;
			enqueue(entry, () => pump(id, entry, false));
		}, BATCH_MS);
	}

	/** Reads what is new in all files of the folder. `skip`: begin at the present ends. */
	async function pump(id: string, entry: Watched, skip: boolean): Promise<void> {
		const folder = folderOf(id);
		const lines: RawLogLine[] = [];
		for (const name of await readdir(folder).catch(() => [])) {
			const service = name.endsWith('.log') ? name.slice(0, -4) : name.endsWith('.note') ? name.slice(0, -5) : null;
			if (service === null) continue;
			let file = entry.files.get(name) ?? null;
			if (file) lines.push(...(await readNew(file)));
			const found = await stat(join(folder, name)).catch(() => null);
			if (!found) continue;
			if (file && file.inode === found.ino && found.size >= file.position) continue;
			if (file) lines.push(...(await readNew(file)));
			await file?.handle.close();
			file = await begin(join(folder, name), service);
			if (!file) continue;
			entry.files.set(name, file);
			if (skip) file.position = found.size;
			else lines.push(...(await readNew(file)));
		}
		if (lines.length === 0 || skip) return;
		lines.sort((a, b) => a.at - b.at);
		for (const follower of entry.followers) follower(lines);
	}

	async function begin(path: string, service: string): Promise<Followed | null> {
		const handle = await open(path, 'r').catch(() => null);
		if (!handle) return null;
		const { ino } = await handle.stat();
		return { handle, inode: ino, position: 0, rest: Buffer.alloc(0), join: createLineJoiner(service) };
	}

	async function readNew(file: Followed): Promise<RawLogLine[]> {
		const lines: RawLogLine[] = [];
		for (;;) {
			const chunk = Buffer.allocUnsafe(CHUNK);
			const { bytesRead } = await file.handle.read(chunk, 0, CHUNK, file.position);
			if (bytesRead === 0) return lines;
			file.position += bytesRead;
			const data = Buffer.concat([file.rest, chunk.subarray(0, bytesRead)]);
			const end = data.lastIndexOf(10);
			// conmon's entries are at most some kilobytes; a file without newlines is not one of its.
			file.rest = end < 0 && data.length > 4 * CHUNK ? Buffer.alloc(0) : Buffer.from(data.subarray(end + 1));
			if (end >= 0) lines.push(...file.join(data.subarray(0, end).toString('utf8').split('\n')));
		}
	}

	function closeFiles(entry: Watched): void {
		if (entry.timer) clearTimeout(entry.timer);
		entry.timer = null;
		enqueue(entry, async () => {
			for (const file of entry.files.values()) await file.handle.close();
			entry.files.clear();
		});
	}

	function forget(id: string): void {
		const entry = watched.get(id);
		if (!entry) return;
		watched.delete(id);
		entry.watcher.close();
		entry.followers.clear();
		closeFiles(entry);
	}

	return {
		keepPrevious(id, process) {
			const entry = watchFolder(id);
			if (!entry) return;
			entry.kept.add(process);
			enqueue(entry, () => linkCurrent(id, process));
		},

		rest(id) {
			const entry = watched.get(id);
			if (!entry) return;
			for (const process of entry.kept) enqueue(entry, () => linkCurrent(id, process));
			entry.kept.clear();
			if (entry.followers.size === 0) forget(id);
		},

		forget,

		async tail(id, { service, tail }) {
			const wanted = Math.min(MAX_TAIL, Math.max(0, Math.floor(tail)));
			if (wanted === 0) return [];
			const folder = folderOf(id);
			const names = await readdir(folder).catch(() => []);
			const services = new Set(names.filter((name) => name.endsWith('.log')).map((name) => name.slice(0, -4)));
			for (const name of names) if (name.endsWith('.note')) services.add(name.slice(0, -5));
			const lines: RawLogLine[] = [];
			for (const name of service === undefined ? services : [service]) {
				if (!services.has(name)) continue;
				const current = await tailFile(join(folder, `${name}.log`), name, wanted);
				const older = await tailFile(join(folder, `${name}.log.1`), name, wanted - current.length);
				const notes = await tailFile(join(folder, `${name}.note`), name, wanted);
				lines.push(...older, ...current, ...notes);
			}
			return lines.sort((a, b) => a.at - b.at).slice(-wanted);
		},

		follow(id, fn) {
			let stopped = false;
			let entry: Watched | null = null;
			// A container that was never started has no folder yet; it gets one, so that there is something to watch.
			const begun = host.call(hostVerbs.logOpen, { id }).then(() => {
				if (stopped) return;
				entry = watchFolder(id);
				if (!entry) return;
				const own = entry;
				enqueue(own, async () => {
					if (own.followers.size === 0) await pump(id, own, true);
					if (!stopped) own.followers.add(fn);
				});
			});
			begun.catch(() => {});
			return () => {
				stopped = true;
				if (!entry) return;
				entry.followers.delete(fn);
				if (entry.followers.size > 0) return;
				closeFiles(entry);
				if (entry.kept.size === 0 && watched.get(id) === entry) forget(id);
			};
		},

		async note(id, service, text) {
			await host.call(hostVerbs.logNote, { id, process: service, line: formatLogEntry(Date.now(), text) });
		},

		close() {
			for (const id of [...watched.keys()]) forget(id);
		}
	};
}
