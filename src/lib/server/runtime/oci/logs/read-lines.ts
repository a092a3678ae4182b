/** Reads lines of one log: those after a position, or the last ones. */
import type { FileHandle } from 'node:fs/promises';
import { costOf, type Bound } from './bounds.ts';
import { createLineJoiner, isWholeEntry, type LineJoiner, type Place, type PlacedLine } from './entries.ts';
import { withFiles, type LogFile, type Source } from './files.ts';

/** Size of one read, bytes. */
const CHUNK = 256 * 1024;
/**
 * How much of a log's end is read first, bytes. Each time it contains too few lines, four times as
 * much is read.
 */
const FIRST_READ = 64 * 1024;
/**
 * At most this much is read, bytes: a few very long lines must not cause a read of the whole log.
 */
const MAX_READ = 4 * 1024 * 1024;
/** An entry's time, stream and tag are within this many bytes. */
const ENTRY_HEAD = 64;

/** How far a log was read: to the end of a line. */
export interface Position {
	end: Place;
	/**
	 * Where the next read starts. Before `end` while the other stream was in the middle of a line.
	 */
	resume: Place;
}

export interface LinesRead {
	lines: PlacedLine[];
	/** More lines may be available at once. */
	more: boolean;
	/**
	 * Lines between the position and the first of these are gone: the log was rotated too often.
	 */
	gap: boolean;
}

/**
 * Returns the lines after a position, oldest first.
 * @param from null: from the oldest line that is kept
 * @param bound the line that reaches this bound is the last
 * @param until stops at this place
 */
export function readAfter(
	folder: string,
	source: Source,
	from: Position | null,
	bound: Bound,
	until: Place | null = null
): Promise<LinesRead> {
	return withFiles(folder, source, until, async (files) => {
		const begin = from ? startOf(files, from) : { index: 0, offset: 0, found: true };
		const joiner = createLineJoiner(source.service);
		const order = new Map(files.map((file, index) => [file.generation, index]));
		const lines: PlacedLine[] = [];
		let bytes = 0;
		const isNew = (line: PlacedLine) => from === null || !begin.found || isBehind(line.end, from.end, order);
		for (let index = begin.index; index < files.length; index++) {
			const file = files[index]!;
			for (let offset = index === begin.index ? begin.offset : 0; offset < file.size;) {
				const taken = await takeChunk(file, offset, joiner);
				for (const line of joiner.lines()) {
					if (!isNew(line)) continue;
					lines.push(line);
					bytes += costOf(line);
					if (lines.length >= bound.lines || bytes >= bound.bytes) return { lines, more: true, gap: !begin.found };
				}
				if (taken === 0) break;
				offset += taken;
			}
		}
		return { lines, more: false, gap: !begin.found };
	});
}

function startOf(files: readonly LogFile[], from: Position): { index: number; offset: number; found: boolean } {
	// The beginning of an open line may be gone with its file. The line is then returned without
	// it.
	for (const place of [from.resume, from.end]) {
		const index = files.findIndex((file) => file.generation === place.generation);
		if (index >= 0 && files[index]!.size >= place.offset) return { index, offset: place.offset, found: true };
	}
	return { index: 0, offset: 0, found: files.length === 0 };
}

function isBehind(place: Place, other: Place, order: ReadonlyMap<string, number>): boolean {
	if (place.generation === other.generation) return place.offset > other.offset;
	return (order.get(place.generation) ?? 0) > (order.get(other.generation) ?? -1);
}

/** @returns bytes consumed; 0 where the file has no whole entry after the offset */
async function takeChunk(file: LogFile, offset: number, joiner: LineJoiner): Promise<number> {
	const bytes = await readBytes(file.handle, offset, Math.min(CHUNK, file.size - offset));
	return joiner.take(file.generation, offset, bytes);
}

async function readBytes(handle: FileHandle, offset: number, length: number): Promise<Buffer> {
	const bytes = Buffer.allocUnsafe(length);
	const { bytesRead } = await handle.read(bytes, 0, length, offset);
	return bytes.subarray(0, bytesRead);
}

/**
 * Counts the lines after a position without parsing their text.
 * @returns null where the count is unknown because the position no longer exists
 */
export function countAfter(
	folder: string,
	source: Source,
	from: Position | null,
	until: Place | null = null
): Promise<number | null> {
	return withFiles(folder, source, until, async (files) => {
		const begin = from ? startOf(files, { ...from, resume: from.end }) : { index: 0, offset: 0, found: true };
		if (!begin.found) return null;
		let count = 0;
		for (let index = begin.index; index < files.length; index++) {
			const { handle, size } = files[index]!;
			for (let offset = index === begin.index ? begin.offset : 0; offset < size;) {
				const bytes = await readBytes(handle, offset, Math.min(CHUNK, size - offset));
				let at = 0;
				for (let end = bytes.indexOf(10); end >= 0; end = bytes.indexOf(10, at)) {
					if (isWholeEntry(bytes.subarray(at, Math.min(end, at + ENTRY_HEAD)))) count++;
					at = end + 1;
				}
				if (at === 0) break;
				offset += at;
			}
		}
		return count;
	});
}

export interface Tail {
	/** Oldest first. */
	lines: PlacedLine[];
	/** Position before the first line; null: the first line is the first of the log. */
	before: Position | null;
}

/** Returns the last `wanted` lines of a log, or all where it has fewer. */
export function readTail(folder: string, source: Source, wanted: number, until: Place | null = null): Promise<Tail> {
	return withFiles(folder, source, until, async (files) => {
		const total = files.reduce((sum, file) => sum + file.size, 0);
		for (let span = FIRST_READ; ; span *= 4) {
			const from = Math.max(0, total - span);
			const { lines, start } = await readFrom(files, from, source);
			if (lines.length <= wanted && from > 0 && span < MAX_READ) continue;
			const given = wanted > 0 ? lines.slice(-wanted) : [];
			const previous = lines[lines.length - given.length - 1];
			if (previous) return { lines: given, before: previous };
			return { lines: given, before: from > 0 && start ? { end: start, resume: start } : null };
		}
	});
}

/**
 * Returns all whole lines after byte `from` of the concatenated files, and the place at which
 * reading began.
 */
async function readFrom(
	files: readonly LogFile[],
	from: number,
	source: Source
): Promise<{ lines: PlacedLine[]; start: Place | null }> {
	const joiner = createLineJoiner(source.service, from > 0);
	let start: Place | null = null;
	let passed = 0;
	for (const file of files) {
		let offset = Math.max(0, from - passed);
		passed += file.size;
		if (offset >= file.size) continue;
		// Reading may begin in the middle of an entry. The joiner discards everything up to the
		// next newline.
		start ??= { generation: file.generation, offset };
		for (let taken = 1; taken > 0 && offset < file.size; offset += taken) taken = await takeChunk(file, offset, joiner);
	}
	return { lines: joiner.lines(), start };
}
