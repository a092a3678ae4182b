/**
 * Where services' logs lie. conmon writes `<logs>/<id>/<service>.log` and, when that is full, puts
 * an empty file in its place. So that this loses nothing at once, each log has a second name (a
 * hard link, `.log.link`); when the file under the first name is another one, the second name
 * becomes `.log.1`, and what was `.log.1` becomes `.log.2`. The box's own lines go to a file beside
 * (`.note`): conmon would write over them.
 */
import { closeSync, fstatSync, openSync, readdirSync, readSync } from 'node:fs';
import { open, readdir, stat, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { generationOf, type Place } from './entries.ts';

/** A log is one of a service's own, or what the box notes about that service. */
export interface Source {
	/**
	 * Name in cursors. Names of services do not begin with a hyphen, so the two cannot be taken for
	 * each other.
	 */
	id: string;
	service: string;
}

const NOTE_MARK = '-';

/** The log that conmon writes for a service. */
export function serviceSource(service: string): Source {
	return { id: service, service };
}

/** The box's own lines about a service. */
export function noteSource(service: string): Source {
	return { id: NOTE_MARK + service, service };
}

/** Whether the box itself writes the lines of a source. */
export function isNoteSource(id: string): boolean {
	return id.startsWith(NOTE_MARK);
}

/** The source that a file belongs to; null for a file that is none of ours. */
export function sourceOfFile(name: string): Source | null {
	const log = /^(.+)\.log(?:\.\d{1,3}|\.link)?$/.exec(name);
	if (log) return serviceSource(log[1]!);
	const note = /^(.+)\.note(?:\.\d{1,3})?$/.exec(name);
	return note ? noteSource(note[1]!) : null;
}

/**
 * Those of a folder's files that a log consists of, the oldest first; several may be the same file.
 */
export function filesOf(source: Source, names: readonly string[]): string[] {
	const age = (name: string) => {
		const part = /\.(\d{1,3}|link)$/.exec(name)?.[1];
		return part === undefined ? 0 : part === 'link' ? 0.5 : Number(part);
	};
	return names.filter((name) => sourceOfFile(name)?.id === source.id).sort((a, b) => age(b) - age(a));
}

/** All sources in a folder; none where there is no folder. */
export async function sourcesIn(folder: string, service?: string): Promise<Source[]> {
	return sourcesOf(await readdir(folder).catch(() => []), service);
}

export function sourcesOf(names: readonly string[], service?: string): Source[] {
	const found = new Map<string, Source>();
	for (const name of names) {
		const source = sourceOfFile(name);
		if (source && (service === undefined || source.service === service)) found.set(source.id, source);
	}
	return [...found.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
}

/** A file of a log, open for reading. */
export interface LogFile {
	generation: string;
	handle: FileHandle;
	/** Bytes to read at most. */
	size: number;
}

/** Longest time of an entry, bytes; conmon's are 35. */
const HEAD = 64;
/** How often the files are opened again because they were exchanged meanwhile. */
const TRIES = 5;

/**
 * Opens the files of a log that hold anything, the oldest first, works with them, closes them.
 * @param until nothing behind this place is read; nothing at all where its file is gone
 */
export async function withFiles<T>(
	folder: string,
	source: Source,
	until: Place | null,
	work: (files: LogFile[]) => Promise<T>
): Promise<T> {
	for (let tries = 1; ; tries++) {
		const opened = await openAll(folder, source);
		try {
			// Exchanged while they were opened: one may have been passed by.
			if (tries < TRIES && (await exchanged(folder, source, opened))) continue;
			return await work(upTo(until, await readable(opened)));
		} finally {
			for (const { handle } of opened) await handle?.close();
		}
	}
}

interface Opened {
	name: string;
	handle: FileHandle | null;
	inode: number | null;
	size: number;
}

async function openAll(folder: string, source: Source): Promise<Opened[]> {
	const opened: Opened[] = [];
	for (const name of filesOf(source, await readdir(folder).catch(() => []))) {
		const handle = await open(join(folder, name), 'r').catch(() => null);
		const facts = await handle?.stat().catch(() => null);
		opened.push({ name, handle, inode: facts?.ino ?? null, size: facts?.size ?? 0 });
	}
	return opened;
}

async function exchanged(folder: string, source: Source, opened: readonly Opened[]): Promise<boolean> {
	const names = filesOf(source, await readdir(folder).catch(() => []));
	if (names.length !== opened.length || names.some((name, index) => name !== opened[index]!.name)) return true;
	for (const { name, inode } of opened) {
		const now = await stat(join(folder, name)).catch(() => null);
		if ((now?.ino ?? null) !== inode) return true;
	}
	return false;
}

/** Those that hold an entry, each once. */
async function readable(opened: readonly Opened[]): Promise<LogFile[]> {
	const files: LogFile[] = [];
	const seen = new Set<number>();
	for (const { handle, inode, size } of opened) {
		if (!handle || inode === null || size === 0 || seen.has(inode)) continue;
		seen.add(inode);
		const head = Buffer.alloc(HEAD);
		const { bytesRead } = await handle.read(head, 0, HEAD, 0);
		const generation = generationOf(head.subarray(0, bytesRead));
		if (generation !== null) files.push({ generation, handle, size });
	}
	return files;
}

function upTo(until: Place | null, files: LogFile[]): LogFile[] {
	if (!until) return files;
	const last = files.findIndex((file) => file.generation === until.generation);
	return files.slice(0, last + 1).map((file, index) => (index === last ? { ...file, size: until.offset } : file));
}

/**
 * Where each log in a folder ends at this very moment, in bytes: what is written after the call
 * lies behind. It waits for nothing, so that nothing can be written between the question and the
 * answer.
 * @returns by the name of the source; a log that holds nothing is left out
 */
export function endsNow(folder: string): Map<string, Place> {
	const ends = new Map<string, Place>();
	const names = namesIn(folder);
	for (const source of sourcesOf(names)) {
		for (const name of filesOf(source, names).reverse()) {
			const end = endOfFile(join(folder, name));
			if (!end) continue;
			ends.set(source.id, end);
			break;
		}
	}
	return ends;
}

function namesIn(folder: string): string[] {
	try {
		return readdirSync(folder);
	} catch {
		return [];
	}
}

function endOfFile(path: string): Place | null {
	let file: number;
	try {
		file = openSync(path, 'r');
	} catch {
		return null;
	}
	try {
		const head = Buffer.alloc(HEAD);
		const generation = generationOf(head.subarray(0, readSync(file, head, 0, HEAD, 0)));
		return generation === null ? null : { generation, offset: fstatSync(file).size };
	} catch {
		return null;
	} finally {
		closeSync(file);
	}
}
