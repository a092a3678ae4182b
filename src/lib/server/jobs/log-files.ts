/**
 * Log files of jobs: append-only, bounded, followed within the process.
 *
 * One job has at most three files, 1 MiB together: `<id>.log` holds how it began, `<id>.tail.1` and
 * `<id>.tail` how it ended; what came between is dropped once both are full. Nothing is ever
 * rewritten, so a crash costs the last moment only.
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

/** Bytes of the beginning that are kept. */
const HEAD_BYTES = 512 * 1024;
/** Bytes of each of the two files that hold the end. */
const TAIL_BYTES = 256 * 1024;
/** Characters of one line; what is longer is cut. */
const LINE_CHARS = 2000;
/** Milliseconds that lines wait so that a chatty build costs few writes. */
const FLUSH_MS = 100;
/** Characters that wait at most. */
const FLUSH_CHARS = 64 * 1024;
/**
 * Colours and cursor movements of terminals (ECMA-48 control sequences), then every other control
 * character but tab.
 */
const ESCAPES = /\p{Cc}\[[0-9;?]*[A-Za-z]/gu;
const CONTROLS = /[^\P{Cc}\t]/gu;

/**
 * First line of every tail but the first: once such a tail is the older one, lines before it are
 * gone.
 */
const NOT_FIRST = '0 \n';

export interface LogLine {
	/** Milliseconds since the epoch. */
	at: number;
	text: string;
}

export interface JobLogs {
	/** Adds text, one entry per line of it. */
	write(id: string, text: string): void;
	/**
	 * The last `tail` lines, oldest first; what was written before the call is in it. Empty for no
	 * log.
	 */
	read(id: string, tail: number): LogLine[];
	/** Calls `fn` with batches of new lines until unsubscribed. */
	follow(id: string, fn: (lines: LogLine[]) => void): () => void;
	/** Writes what waits and closes the file; it can be written to again. */
	close(id: string): void;
	closeAll(): void;
	remove(id: string): void;
}

interface OpenLog {
	/** File that is written to now. */
	fd: number;
	bytes: number;
	inTail: boolean;
	waiting: LogLine[];
	chars: number;
	timer: NodeJS.Timeout | undefined;
}

/**
 * Logs of jobs in one folder, made with 0700 when missing.
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
			waiting: [],
			chars: 0,
			timer: undefined
		};
		// A crash may have left half a line; the next one must not be glued to it.
		if (entry.bytes > 0 && lastByte(entry.fd, entry.bytes) !== 10) entry.bytes += writeSync(entry.fd, '\n');
		open.set(id, entry);
		return entry;
	}

	/** Goes on in a fresh `.tail` when the present file is full. */
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
				while (i < lines.length && text.length < room) text += `${lines[i]!.at} ${lines[i++]!.text}\n`;
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

	return {
		write(id, text) {
			const at = now();
			let entry: OpenLog;
			try {
				entry = opened(id);
			} catch (error) {
				log.warn({ err: error, jobId: id }, 'the log of a job could not be opened');
				return;
			}
			for (const line of text.replace(/\n$/, '').split(/\r?\n/)) {
				// A progress line redraws itself with carriage returns: only its last state is
				// worth keeping.
				const last = line.slice(line.replace(/\r+$/, '').lastIndexOf('\r') + 1);
				const clean = last.replace(ESCAPES, '').replace(CONTROLS, '');
				entry.waiting.push({ at, text: clean.length > LINE_CHARS ? `${clean.slice(0, LINE_CHARS)}…` : clean });
				entry.chars += Math.min(clean.length, LINE_CHARS);
			}
			if (entry.chars >= FLUSH_CHARS) flush(id);
			else entry.timer ??= setTimeout(() => flush(id), FLUSH_MS).unref();
		},
		read(id, count) {
			flush(id);
			const parts = [head(id), olderTail(id), tail(id)].map(linesOf);
			const gap = parts[1]![0]?.at === 0;
			const between = gap ? [{ at: parts[1]![1]?.at ?? now(), text: '… (lines in between were not kept) …' }] : [];
			const all = [...parts[0]!, ...between, ...parts[1]!, ...parts[2]!].filter((line) => line.at > 0);
			return count > 0 ? all.slice(-count) : [];
		},
		follow(id, fn) {
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
	for (const line of readFileSync(file, 'utf8').split('\n')) {
		const space = line.indexOf(' ');
		const at = Number(line.slice(0, space));
		if (space > 0 && Number.isFinite(at)) lines.push({ at, text: line.slice(space + 1) });
	}
	return lines;
}
