/** Reads a container's log for `docker logs`. */
import type { LogBatch, LogLine, LogPage, LogQuery } from '../../../containers/types.ts';
import type { FrameStream } from '../frames.ts';

/** Lines that are read at a time. */
const PAGE = 1000;

export interface LogSource {
	page(query: LogQuery): Promise<LogPage>;
	/** Calls `fn` when there are new lines. Returns unsubscribe. */
	follow(after: string, fn: (batch: LogBatch) => void): () => void;
	/** Resolves when no more lines will follow. */
	ended: Promise<unknown>;
}

export interface LogOptions {
	stdout: boolean;
	stderr: boolean;
	timestamps: boolean;
	/** Number of last lines; null for all. */
	tail: number | null;
	/** Milliseconds since the epoch. */
	since: number | null;
	until: number | null;
	/** The container has a terminal: lines end with CR LF. */
	tty: boolean;
	/** Continue until the container ends. */
	follow: boolean;
}

/** A part of a log, as bytes of one of its streams. */
export interface LogPiece {
	stream: FrameStream;
	bytes: Buffer;
}

/** A time with nine decimals; the box only knows three. */
const stamp = (at: number) => new Date(at).toISOString().replace('Z', '000000Z');

const wanted =
	({ stdout, stderr, since, until }: LogOptions) =>
	({ box, stream, at }: LogLine) =>
		!box &&
		(stream === 'stdout' ? stdout : stderr) &&
		(since === null || at >= since) &&
		(until === null || at < until);

/** Formats one line. */
export function logPiece({ at, stream, text }: LogLine, { timestamps, tty }: LogOptions): LogPiece {
	const end = tty ? '\r\n' : '\n';
	const bytes = Buffer.from(`${timestamps ? `${stamp(at)} ` : ''}${text}${end}`);
	return { stream: stream === 'stderr' && !tty ? 2 : 1, bytes };
}

/**
 * Finds where to start reading.
 * @returns the cursor after which to read; empty for the very beginning
 */
async function beginning(source: LogSource, options: LogOptions): Promise<string> {
	const { tail } = options;
	if (tail === null) return '';
	const fits = wanted(options);
	let page = await source.page({ limit: tail === 0 ? 1 : PAGE });
	if (tail === 0) return page.cursor;
	for (let left = tail; ;) {
		for (let at = page.lines.length - 1; at >= 0; at--) {
			if (fits(page.lines[at]!) && --left === 0) return page.lines[at - 1]?.cursor ?? page.start;
		}
		if (!page.older) return '';
		page = await source.page({ before: page.start, limit: PAGE });
	}
}

/**
 * Most lines that wait for a slow client. Beyond that they are dropped and read from the log again.
 */
const MOST_WAITING = 4 * PAGE;

/** New lines after a point of a log. */
interface Newer {
	/** Returns the next lines; null where some were dropped, or where no more will follow. */
	next(): Promise<LogLine[] | null>;
	close(): void;
}

/** @param over resolves when no more lines will follow, or nobody reads any more */
function newerThan(source: LogSource, cursor: string, over: Promise<unknown>): Newer {
	let waiting: LogLine[] = [];
	let whole = true;
	let wake = () => {};
	const stop = source.follow(cursor, ({ lines, gap }) => {
		if (gap || waiting.length + lines.length > MOST_WAITING) whole = false;
		if (whole) waiting.push(...lines);
		wake();
	});
	const ended = () => {
		whole = false;
		wake();
	};
	over.then(ended, ended);
	return {
		async next() {
			while (waiting.length === 0 && whole) await new Promise<void>((resolve) => (wake = resolve));
			const lines = waiting;
			waiting = [];
			return lines.length > 0 ? lines : null;
		},
		close: stop
	};
}

/**
 * Passes on a log and then its new lines. Reads existing lines page by page, and new lines as they
 * are announced.
 * @param give awaited: nothing more is read until it has taken a piece
 * @param signal aborts when nobody reads any more
 */
export async function giveLogs(
	source: LogSource,
	options: LogOptions,
	give: (piece: LogPiece) => Promise<void> | void,
	signal: AbortSignal
): Promise<void> {
	const fits = wanted(options);
	let cursor = await beginning(source, options);
	let over = !options.follow;
	const gone = new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
	const ended = Promise.race([gone, source.ended.catch(() => {})]).then(() => void (over = true));
	const late = () => options.until !== null && Date.now() >= options.until;

	async function giveAll(lines: readonly LogLine[]): Promise<void> {
		for (const line of lines) {
			if (signal.aborted) return;
			if (fits(line)) await give(logPiece(line, options));
		}
	}

	for (;;) {
		// Checked before reading the page, so that the page has everything written before the end.
		const last = over || late();
		const page = await source.page({ after: cursor, limit: PAGE });
		await giveAll(page.lines);
		({ cursor } = page);
		if (signal.aborted) return;
		if (page.more) continue;
		if (last) return;
		const newer = newerThan(source, cursor, ended);
		try {
			for (let lines = await newer.next(); lines; lines = await newer.next()) {
				await giveAll(lines);
				cursor = lines.at(-1)!.cursor;
				if (late() || signal.aborted) return;
			}
		} finally {
			newer.close();
		}
	}
}
