/**
 * Searches one log in blocks, forwards or backwards. Most bytes are only scanned for text that a
 * match must contain. Entries are parsed where that text is found, and where conmon has split a
 * line. All calls here block on the disk, so this code runs in its own thread.
 */
import { closeSync, fstatSync, openSync, readdirSync, readSync } from 'node:fs';
import { join } from 'node:path';
import {
	createLineJoiner,
	generationOf,
	timeOfEntry,
	timeOfGeneration,
	type Place,
	type PlacedLine
} from '../entries.ts';
import { filesOf, sourcesOf, type Source } from '../files.ts';
import type { Matcher } from './matcher.ts';

/** Bytes of a block. */
const BLOCK = 4 * 1024 * 1024;
/** How far before a block its preceding entries are read, bytes: many times the longest entry. */
const BEFORE = 64 * 1024;
/** A line whose end does not follow within this many bytes is ignored. */
const MOST_BEHIND = 4 * 1024 * 1024;
const NEWLINE = 10;
const SPACE = 32;
/** End of the head of an entry whose line continues. It is rare elsewhere in lines. */
const PARTIAL = Buffer.from('P ');
/** The stream's name before it. */
const STREAMS = [Buffer.from(' stdout '), Buffer.from(' stderr ')];
const STREAM_LENGTH = STREAMS[0]!.length;

/** A file of a log, open for a search. */
export interface SearchedFile {
	fd: number;
	generation: string;
	size: number;
}

/** Opens the logs in a folder as they are now; the oldest file of each comes first. */
export function openLogs(folder: string, service?: string): { source: Source; files: SearchedFile[] }[] {
	const names = namesIn(folder);
	return sourcesOf(names, service).map((source) => {
		const files: SearchedFile[] = [];
		const seen = new Set<number>();
		for (const name of filesOf(source, names)) {
			const file = openFile(join(folder, name), seen);
			if (file) files.push(file);
		}
		return { source, files };
	});
}

function namesIn(folder: string): string[] {
	try {
		return readdirSync(folder);
	} catch {
		return [];
	}
}

function openFile(path: string, seen: Set<number>): SearchedFile | null {
	let fd: number;
	try {
		fd = openSync(path, 'r');
	} catch {
		return null;
	}
	const { ino, size } = fstatSync(fd);
	const head = Buffer.alloc(64);
	const generation = generationOf(head.subarray(0, readSync(fd, head, 0, 64, 0)));
	if (generation === null || seen.has(ino)) {
		closeSync(fd);
		return null;
	}
	seen.add(ino);
	return { fd, generation, size };
}

/** A block: a byte range of one file, from the start of an entry to the end of an entry. */
export interface Block {
	index: number;
	from: number;
	to: number;
}

export interface Scanner {
	/**
	 * The block that ends at this place or at the end of the previous file; null at the start of
	 * the log.
	 */
	blockBefore(place: Place): Block | null;
	/**
	 * The block that begins at this place or at the start of the next file; null at the end of the
	 * log.
	 */
	blockBehind(place: Place): Block | null;
	/** Matching lines that begin in a block, in the order in which they end. */
	matches(block: Block): PlacedLine[];
	/** Time of the first entry of a block, and of the first entry after it. */
	timeOf(block: Block): number;
	timeBehind(block: Block): number;
	placeAt(index: number, offset: number): Place;
	start: Place;
	end: Place;
	close(): void;
}

/** @param files of one log, the oldest first; at least one */
export function createScanner(service: string, files: readonly SearchedFile[], matcher: Matcher): Scanner {
	const buffer = Buffer.allocUnsafe(BLOCK + BEFORE);

	function read(file: SearchedFile, from: number, to: number, into = Buffer.allocUnsafe(to - from)): Buffer {
		let got = 0;
		while (got < to - from) {
			const count = readSync(file.fd, into, got, to - from - got, from + got);
			if (count === 0) break;
			got += count;
		}
		return into.subarray(0, got);
	}

	/** Offset of the first entry at or after a place. */
	function entryAt(file: SearchedFile, offset: number): number {
		if (offset <= 0) return 0;
		const from = offset - 1;
		const bytes = read(file, from, Math.min(file.size, from + BEFORE));
		const newline = bytes.indexOf(NEWLINE);
		return newline < 0 ? Math.min(file.size, from + bytes.length) : from + newline + 1;
	}

	const indexOf = ({ generation }: Place) => files.findIndex((file) => file.generation === generation);

	/** Whether, in each stream, the first entry after a place continues a line. */
	function midway(index: number, offset: number): { stdout: boolean; stderr: boolean } {
		const open = { stdout: false, stderr: false };
		const [file, to] = offset > 0 ? [files[index]!, offset] : [files[index - 1], files[index - 1]?.size ?? 0];
		if (!file) return open;
		const bytes = read(file, Math.max(0, to - BEFORE), to);
		const missing = new Set(['stdout', 'stderr'] as const);
		for (let end = bytes.lastIndexOf(NEWLINE); end > 0 && missing.size > 0;) {
			const newline = bytes.lastIndexOf(NEWLINE, end - 1);
			const [, stream, tag] =
				/^\S+ (stdout|stderr) ([PF])/.exec(bytes.toString('latin1', newline + 1, Math.min(end, newline + 64))) ?? [];
			if ((stream === 'stdout' || stream === 'stderr') && missing.delete(stream)) open[stream] = tag === 'P';
			end = newline;
		}
		return open;
	}

	function matches({ index, from, to }: Block): PlacedLine[] {
		const file = files[index]!;
		const bytes = read(file, from, to, buffer);
		const joiner = createLineJoiner(service, midway(index, from));
		const found: PlacedLine[] = [];
		const isOurs = (line: PlacedLine) => line.from.generation === file.generation && line.from.offset < to;
		const collect = () => {
			for (const line of joiner.lines()) if (isOurs(line) && matcher.fits(line.text)) found.push(line);
		};
		matcher.load(bytes);
		let partial = -1;
		let hit = -2;
		for (let at = 0; at < bytes.length;) {
			let start = at;
			if (!joiner.isOpen()) {
				if (hit !== -1 && hit < at) hit = matcher.next(at);
				if (partial < at) partial = partialBehind(bytes, at);
				const next = Math.min(hit < 0 ? Infinity : hit, partial);
				if (next === Infinity) break;
				start = Math.max(at, bytes.lastIndexOf(NEWLINE, next) + 1);
			}
			const newline = bytes.indexOf(NEWLINE, start);
			const end = newline < 0 ? bytes.length : newline + 1;
			joiner.take(file.generation, from + start, bytes.subarray(start, end));
			collect();
			at = end;
		}
		readOn(joiner, index, to, collect);
		return found;
	}

	/** Reads lines that have begun to their end, beyond the block and the file. */
	function readOn(joiner: ReturnType<typeof createLineJoiner>, index: number, from: number, collect: () => void): void {
		let behind = 0;
		for (let i = index, offset = from; i < files.length && joiner.isOpen() && behind < MOST_BEHIND;) {
			const file = files[i]!;
			const bytes = read(file, offset, Math.min(file.size, offset + BEFORE));
			let taken = 0;
			for (let at = 0; at < bytes.length && joiner.isOpen(); at = taken) {
				const newline = bytes.indexOf(NEWLINE, at);
				if (newline < 0) break;
				taken = newline + 1;
				joiner.take(file.generation, offset + at, bytes.subarray(at, taken));
				collect();
			}
			behind += taken;
			offset += taken;
			if (taken > 0) continue;
			i++;
			offset = 0;
		}
	}

	function timeAt(index: number, offset: number): number {
		const file = files[index]!;
		const start = timeOfGeneration(file.generation);
		return offset === 0 ? start : (timeOfEntry(read(file, offset, Math.min(file.size, offset + 64))) ?? start);
	}

	return {
		blockBefore(place) {
			let index = indexOf(place);
			if (index < 0) return null;
			let to = Math.min(place.offset, files[index]!.size);
			if (to <= 0) {
				index--;
				if (index < 0) return null;
				to = files[index]!.size;
			}
			to = entryAt(files[index]!, to);
			const from = entryAt(files[index]!, Math.max(0, to - BLOCK));
			return { index, from: from < to ? from : Math.max(0, to - BLOCK), to };
		},
		blockBehind(place) {
			let index = indexOf(place);
			// The file of the cursor is gone: all that exists was written later.
			let from = index < 0 ? 0 : place.offset;
			index = Math.max(0, index);
			if (from >= files[index]!.size) {
				index++;
				from = 0;
			}
			const file = files[index];
			if (!file) return null;
			const to = entryAt(file, Math.min(file.size, from + BLOCK));
			return { index, from: entryAt(file, from), to: to > from ? to : Math.min(file.size, from + BLOCK) };
		},
		matches,
		timeOf: ({ index, from }) => timeAt(index, from),
		timeBehind({ index, to }) {
			if (to < files[index]!.size) return timeAt(index, to);
			return index + 1 < files.length ? timeAt(index + 1, 0) : Infinity;
		},
		placeAt: (index, offset) => ({ generation: files[index]!.generation, offset }),
		start: { generation: files[0]!.generation, offset: 0 },
		end: { generation: files.at(-1)!.generation, offset: files.at(-1)!.size },
		close() {
			for (const { fd } of files) closeSync(fd);
		}
	};
}

/**
 * Finds the next entry that does not end its line. Examines each line once, however many parts of
 * it resemble an entry's head.
 * @returns an offset in its head; Infinity where there is none
 */
function partialBehind(bytes: Buffer, from: number): number {
	for (let at = bytes.indexOf(PARTIAL, from); at >= 0;) {
		if (isHead(bytes, at - STREAM_LENGTH)) return at;
		const newline = bytes.indexOf(NEWLINE, at);
		if (newline < 0) break;
		at = bytes.indexOf(PARTIAL, newline);
	}
	return Infinity;
}

/** Whether a stream's name is at `at`, preceded in its line only by an entry's time. */
function isHead(bytes: Buffer, at: number): boolean {
	if (at <= 0) return false;
	const start = bytes.lastIndexOf(NEWLINE, at) + 1;
	const named = STREAMS.some((stream) => bytes.compare(stream, 0, STREAM_LENGTH, at, at + STREAM_LENGTH) === 0);
	return named && at > start && bytes.indexOf(SPACE, start) === at;
}
