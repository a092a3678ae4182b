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
 * Puts lines that came live behind what is there, without those that are there already.
 *
 * @param buffer lines so far
 * @param lines  new ones, with cursors
 */
export function extend(buffer: LogLine[], lines: LogLine[]): LogLine[] {
	const known = new Set(buffer.map((line) => lineKey(line.cursor)));
	return append(
		buffer,
		lines.filter((line) => !known.has(lineKey(line.cursor)))
	);
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
