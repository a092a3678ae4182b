/**
 * Limits of how much of a log is kept in memory at once. A service may write faster than its log is
 * read, and lines may have up to 16 kB or be empty.
 */

/** The limit that is reached first applies. */
export interface Bound {
	lines: number;
	/** Size of the lines as they are sent, see {@link costOf}. */
	bytes: number;
}

/** Bytes of a line that are sent in addition to its text: time, service, cursor. */
const BESIDE = 200;

/** Bytes of a line as JSON, where a control character takes six. */
export function costOf({ text }: { text: string }): number {
	return Buffer.byteLength(JSON.stringify(text)) + BESIDE;
}

/** The first lines within a bound; at least one. */
export function firstOf<Line extends { text: string }>(lines: readonly Line[], bound: Bound): Line[] {
	return lines.slice(0, countWithin(lines, bound));
}

/** The last lines within a bound; at least one. */
export function lastOf<Line extends { text: string }>(lines: readonly Line[], bound: Bound): Line[] {
	return lines.slice(lines.length - countWithin(lines.toReversed(), bound));
}

function countWithin(lines: readonly { text: string }[], { lines: most, bytes }: Bound): number {
	let sum = 0;
	const end = lines.findIndex((line, index) => index >= most || ((sum += costOf(line)) > bytes && index > 0));
	return end < 0 ? lines.length : end;
}
