import { lineKey } from '$lib/contract/log-cursor.ts';
import type { LogLine } from '$lib/contract/log-lines.ts';

/** Most lines while the end is followed. Earlier lines are loaded again when needed. */
export const MOST_FOLLOWED = 5000;
/** Most lines while somebody reads. */
export const MOST_READ = 20_000;

/** The loaded part of a log: lines without a gap between them. */
export interface LogWindow {
	lines: LogLine[];
	/** Cursor before the first line. */
	start: string;
	/** Whether there may be lines before it. */
	older: boolean;
	/** Cursor after the last line. */
	end: string;
	/** Whether the window ends at the end of the log, so that new lines follow directly. */
	atEnd: boolean;
}

/**
 * Appends lines. Lines beyond the limit are dropped at the beginning.
 *
 * @param window the current window
 * @param fresh  lines that follow; known ones are ignored
 * @param most   limit of lines
 */
export function joinBehind(window: LogWindow, fresh: readonly LogLine[], most: number): LogWindow {
	const known = new Set(window.lines.slice(-fresh.length).map((line) => lineKey(line.cursor)));
	const lines = [...window.lines, ...fresh.filter((line) => !known.has(lineKey(line.cursor)))];
	const end = lines.at(-1)?.cursor ?? window.end;
	const dropped = lines.length - most;
	if (dropped <= 0) return { ...window, lines, end };
	return { ...window, lines: lines.slice(dropped), start: lines[dropped - 1]!.cursor, older: true, end };
}

/**
 * Prepends lines. Lines beyond the limit are dropped at the end.
 *
 * @param window the current window
 * @param page   lines before it
 * @param most   limit of lines
 */
export function joinBefore(
	window: LogWindow,
	page: { lines: readonly LogLine[]; start: string; older: boolean },
	most: number
): LogWindow {
	const lines = [...page.lines, ...window.lines];
	const { start, older } = page;
	if (lines.length <= most) return { ...window, lines, start, older };
	return { lines: lines.slice(0, most), start, older, end: lines[most - 1]!.cursor, atEnd: false };
}
