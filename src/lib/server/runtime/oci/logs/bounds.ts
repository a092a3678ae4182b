/**
 * How much of a log is held at once. A service may write faster than anybody reads, and lines of 16
 * kB as well as of none.
 */

/** Whichever comes first. */
export interface Bound {
	lines: number;
	/** As they are sent, see {@link costOf}. */
	bytes: number;
}

/** What a line has beside its text when it is sent: time, service, cursor; bytes. */
const BESIDE = 200;

/** Bytes of a line as JSON: a control character takes six. */
export function costOf({ text }: { text: string }): number {
	return Buffer.byteLength(JSON.stringify(text)) + BESIDE;
}

/** The first lines that keep to a bound; one at least. */
export function firstOf<Line extends { text: string }>(lines: readonly Line[], bound: Bound): Line[] {
	return lines.slice(0, countWithin(lines, bound));
}

/** The last lines that keep to a bound; one at least. */
export function lastOf<Line extends { text: string }>(lines: readonly Line[], bound: Bound): Line[] {
	return lines.slice(lines.length - countWithin(lines.toReversed(), bound));
}

function countWithin(lines: readonly { text: string }[], { lines: most, bytes }: Bound): number {
	let sum = 0;
	const end = lines.findIndex((line, index) => index >= most || ((sum += costOf(line)) > bytes && index > 0));
	return end < 0 ? lines.length : end;
}
