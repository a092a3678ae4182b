/** Cursors of lines of logs, as far as a reader may look into them. */

/**
 * What of a cursor stands for its line alone. The rest says how far other services had been read
 * with it, and differs between readers that got them in another order.
 */
export function lineKey(cursor: string): string {
	return /^[^~]*~[^~]*~[^~.]*/.exec(cursor)?.[0] ?? cursor;
}

/**
 * A short cursor of a line, for an address: how far other services had been read follows from its
 * time.
 */
export function loneCursor({ cursor, at }: { cursor: string; at: number }): string {
	// That of a job's log names nothing else.
	if (!cursor.includes('~') || /~t\.[0-9a-z]+$/.test(cursor)) return cursor;
	return `${lineKey(cursor)}~t.${(at * 1000).toString(36)}`;
}
