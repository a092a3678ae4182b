import { lineKey, type LogLine } from '$lib/contract/pups.ts';

/** Lines kept in memory; what is older stays in the log file. */
export const LINES_KEPT = 2000;

/**
 * Puts newly arrived lines behind what is there, oldest dropped.
 *
 * @param buffer lines so far
 * @param lines  new ones
 */
export function append(buffer: LogLine[], lines: LogLine[]): LogLine[] {
	if (lines.length >= LINES_KEPT) return lines.slice(-LINES_KEPT);
	const spare = LINES_KEPT - lines.length;
	return [...(buffer.length > spare ? buffer.slice(-spare) : buffer), ...lines];
}

/**
 * Joins the tail which the server read with what arrived live, without doubles and without holes:
 * the tail is the truth up to its last line, live lines go on from there.
 *
 * @param tail read from the log file, oldest first
 * @param live lines seen before or since
 */
export function join(tail: LogLine[], live: LogLine[]): LogLine[] {
	const first = tail[0];
	const last = tail.at(-1);
	if (!first || !last) return live.slice(-LINES_KEPT);
	const known = new Set(tail.map(keyOf));
	const older = live.filter((line) => line.at < first.at);
	const newer = live.filter((line) => line.at >= last.at && !known.has(keyOf(line)));
	return [...older, ...tail, ...newer].slice(-LINES_KEPT);
}

/**
 * Puts lines that came live behind what is there, without those that are there already.
 *
 * @param buffer lines so far
 * @param lines  new ones, with cursors
 */
export function extend(buffer: LogLine[], lines: LogLine[]): LogLine[] {
	const known = new Set(buffer.flatMap((line) => (line.cursor === undefined ? [] : [keyOf(line)])));
	return append(
		buffer,
		lines.filter((line) => line.cursor === undefined || !known.has(keyOf(line)))
	);
}

function keyOf(line: LogLine): string {
	return line.cursor === undefined ? `${line.at}|${line.service}|${line.stream}|${line.text}` : lineKey(line.cursor);
}

// Colours and cursor movements of terminals (ECMA-48: ESC [ … final byte, and ESC ] … BEL).
// eslint-disable-next-line no-control-regex
const TERMINAL_CODES = /\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\))/g;

/**
 * A line as it is read: without terminal codes and carriage returns.
 *
 * @param text raw text of the line
 */
export function readable(text: string): string {
	return text.includes('\u001b') || text.includes('\r') ? text.replace(TERMINAL_CODES, '').replaceAll('\r', '') : text;
}

/**
 * The lines to show.
 *
 * @param buffer  all lines
 * @param service only of this service; empty for all
 * @param query   only with this text, case not minded
 * @param most    at most so many, the newest
 */
export function visible(buffer: LogLine[], service: string, query: string, most: number): LogLine[] {
	const wanted = query.trim().toLowerCase();
	if (!service && !wanted) return buffer.slice(-most);
	return buffer
		.filter((line) => (!service || line.service === service) && (!wanted || line.text.toLowerCase().includes(wanted)))
		.slice(-most);
}
