/**
 * Log files of jobs: append-only, bounded, followed within the process.
 *
 * A job has at most three files of 1 MiB in total. `<id>.log` holds the beginning; `<id>.tail.1`
 * and `<id>.tail` hold the end. Lines in between are dropped once both tails are full. Nothing is
 * ever rewritten, so a crash loses only the last moment.
 *
 * A line is `<milliseconds> <text>`, or `<milliseconds>.<number> <text>` where earlier lines
 * have the same milliseconds. The two numbers are its cursor. Times in a log never decrease.
 */
import {
	closeSync,
	mkdirSync,
	openSync,
	readFileSync,
	readSync,
	renameSync,
	rmSync,
	statSync,
	writeSync
} from 'node:fs';
import { join } from 'node:path';
import type { Logger } from 'pino';
import { invalidCursor } from '../../contract/errors.ts';
import type { JobLogLine as LogLine } from './types.ts';

/** Bytes of the beginning that are kept. */
const HEAD_BYTES = 512 * 1024;
/** Bytes of each of the two files that hold the end. */
const TAIL_BYTES = 256 * 1024;
/** Most characters of one line; longer lines are cut. */
const LINE_CHARS = 2000;
/**
 * How long lines are buffered, so that a build with much output causes few writes, milliseconds.
 */
const FLUSH_MS = 100;
/** Most characters that are buffered. */
const FLUSH_CHARS = 64 * 1024;
/**
 * Terminal colours and cursor movements (ECMA-48 control sequences), and every other control
 * character except tab.
 */
const ESCAPES = /\p{Cc}\[[0-9;?]*[A-Za-z]/gu;
const CONTROLS = /[^\P{Cc}\t]/gu;

/**
 * First line of every tail except the first. When such a tail has become the older one, earlier
 * lines are gone.
 */
const NOT_FIRST = '0 \n';

/**
 * Place of a line: its milliseconds, and the number of earlier lines with the same milliseconds.
 */
interface Place {
	at: number;
	index: number;
}

export interface JobLogs {
	/** Appends text; each line of it is an entry. */
	write(id: string, text: string): void;
	/**
	 * The last `tail` lines, oldest first, including everything written before this call. Empty
	 * where there is no log.
	 */
	read(id: string, tail: number): LogLine[];
	/**
	 * Lines after a cursor, oldest first. The empty cursor is before the first line.
	 * @throws BoxError 422 `invalid-cursor`
	 */
	readAfter(id: string, cursor: string): LogLine[];
	/**
	 * Calls `fn` with batches of new lines until unsubscribed.
	 * @param after cursor of the last line that the caller has; later lines are delivered first
	 * @throws BoxError 422 `invalid-cursor`
	 */
	follow(id: string, fn: (lines: LogLine[]) => void, after?: string): () => void;
	/** Flushes the buffer and closes the file. A later write opens it again. */
	close(id: string): void;
	closeAll(): void;
	remove(id: string): void;
}

interface OpenLog {
	/** The file that is currently written to. */
	fd: number;
	bytes: number;
	inTail: boolean;
	/** Place of the newest line. */
	last: Place;
	waiting: LogLine[];
	chars: number;
	timer: NodeJS.Timeout | undefined;
}

/**
 * Creates the logs of jobs in one folder, which is created with mode 0700 when missing.
 * @param deps.limits bytes of the beginning and of each half of the end (tests)
 */
export function createJobLogs(deps: {
	folder: string;
	log: Logger;
	now: () => number;
	limits?: { head: number; tail: number };
}): JobLogs {
	const { folder, log, now } = deps;
	const limits = deps.limits ?? { head: HEAD_BYTES, tail: TAIL_BYTES };
	const open = new Map<string, OpenLog>();
	const followers = new Map<string, Set<(lines: LogLine[]) => void>>();
	mkdirSync(folder, { recursive: true, mode: 0o700 });

	const head = (id: string) => join(folder, `${id}.log`);
	const tail = (id: string) => join(folder, `${id}.tail`);
	const olderTail = (id: string) => join(folder, `${id}.tail.1`);

	function opened(id: string): OpenLog {
		const known = open.get(id);
		if (known) return known;
		const inTail = size(tail(id)) > 0 || size(head(id)) >= limits.head;
		const file = inTail ? tail(id) : head(id);
		const entry: OpenLog = {
			fd: openSync(file, 'a+', 0o600),
			bytes: size(file),
			inTail,
			last: lastPlace([head(id), olderTail(id), tail(id)]),
			waiting: [],
			chars: 0,
			timer: undefined
		};
		// A crash may have left half a line; the next line must not be appended to it.
		if (entry.bytes > 0 && lastByte(entry.fd, entry.bytes) !== 10) entry.bytes += writeSync(entry.fd, '\n');
		open.set(id, entry);
		return entry;
	}

	/** Continues in a new `.tail` when the current file is full. */
	function roll(id: string, entry: OpenLog): void {
		if (entry.bytes < (entry.inTail ? limits.tail : limits.head)) return;
		const full = entry.fd;
		if (entry.inTail) renameSync(tail(id), olderTail(id));
		entry.fd = openSync(tail(id), 'a+', 0o600);
		closeSync(full);
		entry.bytes = entry.inTail ? writeSync(entry.fd, NOT_FIRST) : 0;
		entry.inTail = true;
	}

	function flush(id: string): void {
		const entry = open.get(id);
		if (!entry || entry.waiting.length === 0) return;
		clearTimeout(entry.timer);
		entry.timer = undefined;
		const lines = entry.waiting;
		entry.waiting = [];
		entry.chars = 0;
		try {
			// In pieces, so that one large batch does not overshoot the bound.
			for (let i = 0; i < lines.length;) {
				roll(id, entry);
				const room = (entry.inTail ? limits.tail : limits.head) - entry.bytes;
				let text = '';
				while (i < lines.length && text.length < room) text += entryOf(lines[i++]!);
				entry.bytes += writeSync(entry.fd, text);
			}
		} catch (error) {
			// A full disk must not fail the job because of its log.
			log.warn({ err: error, jobId: id }, 'the log of a job could not be written');
		}
		for (const fn of [...(followers.get(id) ?? [])]) {
			try {
				fn(lines);
			} catch (error) {
				log.error({ err: error, jobId: id }, 'a follower of a log failed');
			}
		}
	}

	function close(id: string): void {
		flush(id);
		const entry = open.get(id);
		if (!entry) return;
		open.delete(id);
		closeSync(entry.fd);
	}

	function all(id: string): LogLine[] {
		flush(id);
		const parts = [head(id), olderTail(id), tail(id)].map(linesOf);
		const [first = [], older = [], newest = []] = parts;
		const kept = [...older, ...newest].filter((line) => line.at > 0);
		if (older[0]?.at !== 0) return [...first, ...kept];
		const gap = { at: kept[0]?.at ?? now(), text: '… (lines in between were not kept) …' };
		return [...first, { ...gap, cursor: `${first.at(-1)?.cursor ?? '0'}${GAP}` }, ...kept];
	}

	function readAfter(id: string, cursor: string): LogLine[] {
		const place = placeOf(cursor);
		const lines = all(id);
		const behind = lines.filter((line) => isBehind(placeOf(line.cursor), place));
		const gap = lines.find((line) => line.cursor.endsWith(GAP));
		// The caller's own line was dropped, and so may be lines that it has not received.
		const own = () => lines.some((line) => line.cursor === cursor);
		return gap && isBehind(place, placeOf(gap.cursor)) && behind[0] && !own() ? [gap, ...behind] : behind;
	}

	return {
		write(id, text) {
			let entry: OpenLog;
			try {
				entry = opened(id);
			} catch (error) {
				log.warn({ err: error, jobId: id }, 'the log of a job could not be opened');
				return;
			}
			for (const line of text.replace(/\n$/, '').split(/\r?\n/)) {
				// A progress line redraws itself with carriage returns; only its last state is
				// kept.
				const last = line.slice(line.replace(/\r+$/, '').lastIndexOf('\r') + 1);
				const clean = last.replace(ESCAPES, '').replace(CONTROLS, '');
				const at = Math.max(now(), entry.last.at);
				entry.last = { at, index: at === entry.last.at ? entry.last.index + 1 : 0 };
				entry.waiting.push({
					at,
					text: clean.length > LINE_CHARS ? `${clean.slice(0, LINE_CHARS)}…` : clean,
					cursor: cursorOf(entry.last)
				});
				entry.chars += Math.min(clean.length, LINE_CHARS);
			}
			if (entry.chars >= FLUSH_CHARS) flush(id);
			else entry.timer ??= setTimeout(() => flush(id), FLUSH_MS).unref();
		},
		read: (id, count) => (count > 0 ? all(id).slice(-count) : []),
		readAfter,
		follow(id, fn, after) {
			const missed = after === undefined ? [] : readAfter(id, after);
			if (missed.length > 0) fn(missed);
			const own = (lines: LogLine[]) => fn(lines);
			const set = followers.get(id) ?? new Set();
			followers.set(id, set);
			set.add(own);
			return () => {
				set.delete(own);
				if (set.size === 0 && followers.get(id) === set) followers.delete(id);
			};
		},
		close,
		closeAll() {
			for (const id of [...open.keys()]) close(id);
		},
		remove(id) {
			close(id);
			for (const file of [head(id), olderTail(id), tail(id)]) rmSync(file, { force: true });
		}
	};
}

/** Marks the cursor of the line that replaces dropped lines. */
const GAP = '-';

function cursorOf({ at, index }: Place): string {
	return index === 0 ? String(at) : `${at}.${index}`;
}

/** @throws BoxError 422 `invalid-cursor` */
function placeOf(cursor: string): Place {
	if (cursor === '') return { at: 0, index: 0 };
	const match = /^(\d{1,15})(?:\.(\d{1,9}))?-?$/.exec(cursor);
	if (!match) throw invalidCursor();
	// The line of a gap is between the line before the gap and any that could follow it.
	return { at: Number(match[1]), index: Number(match[2] ?? 0) + (cursor.endsWith(GAP) ? 0.5 : 0) };
}

function isBehind(one: Place, other: Place): boolean {
	return one.at > other.at || (one.at === other.at && one.index > other.index);
}

function entryOf({ cursor, text }: LogLine): string {
	return `${cursor} ${text}\n`;
}

/** Place of the last line in these files, ordered from oldest to newest. */
function lastPlace(files: readonly string[]): Place {
	const line = files.flatMap(linesOf).findLast((one) => one.at > 0);
	return line ? placeOf(line.cursor) : { at: 0, index: 0 };
}

function size(file: string): number {
	return statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}

function lastByte(fd: number, bytes: number): number {
	const one = Buffer.alloc(1);
	readSync(fd, one, 0, 1, bytes - 1);
	return one[0]!;
}

function linesOf(file: string): LogLine[] {
	if (size(file) === 0) return [];
	const lines: LogLine[] = [];
	let last: Place = { at: -1, index: 0 };
	for (const line of readFileSync(file, 'utf8').split('\n')) {
		const space = line.indexOf(' ');
		const match = space > 0 ? /^(\d{1,15})(?:\.(\d{1,9}))?$/.exec(line.slice(0, space)) : null;
		if (!match) continue;
		const at = Number(match[1]);
		// Versions before 0.2 wrote no numbers.
		const index = match[2] !== undefined ? Number(match[2]) : at === last.at ? last.index + 1 : 0;
		last = { at, index };
		lines.push({ at, text: line.slice(space + 1), cursor: cursorOf(last) });
	}
	return lines;
}
