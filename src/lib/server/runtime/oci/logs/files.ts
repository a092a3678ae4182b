/**
 * The files of services' logs. conmon writes `<logs>/<id>/<service>.log` and replaces it with an
 * empty file when it is full. To keep the old file, each log has a second name (a hard link,
 * `.log.link`). When the first name refers to another file, the second name becomes `.log.1`, and
 * the previous `.log.1` becomes `.log.2`. Lines from dogeboxd go to a separate file (`.note`),
 * because conmon would overwrite them.
 */
import { closeSync, fstatSync, openSync, readdirSync, readSync } from 'node:fs';
import { open, readdir, stat, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { generationOf, type Place } from './entries.ts';

/** A log: either a service's own, or dogeboxd's notes about that service. */
export interface Source {
	/**
	 * Name in cursors. Service names do not begin with a hyphen, so a note source cannot be
	 * confused with one.
	 */
	id: string;
	service: string;
}

const NOTE_MARK = '-';

/** The log that conmon writes for a service. */
export function serviceSource(service: string): Source {
	return { id: service, service };
}

/** The log of dogeboxd's own lines about a service. */
export function noteSource(service: string): Source {
	return { id: NOTE_MARK + service, service };
}

/** Whether dogeboxd itself writes the lines of a source. */
export function isNoteSource(id: string): boolean {
	return id.startsWith(NOTE_MARK);
}

/** The source that a file belongs to; null for a file that is no log. */
export function sourceOfFile(name: string): Source | null {
	const log = /^(.+)\.log(?:\.\d{1,3}|\.link)?$/.exec(name);
	if (log) return serviceSource(log[1]!);
	const note = /^(.+)\.note(?:\.\d{1,3})?$/.exec(name);
	return note ? noteSource(note[1]!) : null;
}

/**
 * Names of a log's files in a folder, the oldest first. Several names may refer to the same file.
 */
export function filesOf(source: Source, names: readonly string[]): string[] {
	const age = (name: string) => {
		const part = /\.(\d{1,3}|link)$/.exec(name)?.[1];
		return part === undefined ? 0 : part === 'link' ? 0.5 : Number(part);
	};
	return names.filter((name) => sourceOfFile(name)?.id === source.id).sort((a, b) => age(b) - age(a));
}

/** All sources in a folder; none where the folder does not exist. */
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
	/** Most bytes to read. */
	size: number;
}

/** Bytes that hold any entry's time; conmon's times have 35. */
const HEAD = 64;
/** How often the files are opened again because they were rotated meanwhile. */
const TRIES = 5;

/**
 * Opens the non-empty files of a log, the oldest first, passes them to `work`, and closes them.
 * @param until reading stops at this place; nothing is read where its file is gone
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
			// The files were rotated while they were opened, so one may be missing.
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

/** The files that contain an entry, each once. */
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
 * Returns where each log in a folder ends at this moment, in bytes. Everything that is written
 * after the call is after these places. The function is synchronous, so that dogeboxd writes
 * nothing in between.
 * @returns places by the name of the source; empty logs are left out
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
