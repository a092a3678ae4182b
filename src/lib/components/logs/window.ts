import { lineKey } from '$lib/contract/log-cursor.ts';
import type { LogLine } from '$lib/contract/log-lines.ts';

/** Lines that are kept while their end is followed; those before them are fetched when wanted. */
export const MOST_FOLLOWED = 5000;
/** Lines that are kept while somebody reads. */
export const MOST_READ = 20_000;

/** The part of a log that is in this tab: lines without a gap between them. */
export interface LogWindow {
	lines: LogLine[];
	/** Before the first line. */
	start: string;
	/** There may be lines before it. */
	older: boolean;
	/** Behind the last line. */
	end: string;
	/** What is written next joins on to the last line. */
	atEnd: boolean;
}

/**
 * Puts lines behind those that are there; what is too much goes at the beginning.
 *
 * @param window as it was
 * @param fresh  lines that join on; one that is there already is left out
 * @param most   lines that are kept
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
 * Puts lines before those that are there; what is too much goes at the end.
 *
 * @param window as it was
 * @param page   what the box has before it
 * @param most   lines that are kept
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
