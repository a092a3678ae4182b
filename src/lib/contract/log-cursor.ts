/** Cursors of log lines, as far as a reader may interpret them. */

/**
 * Returns the part of a cursor that identifies its line. The rest records how far the other
 * services' logs had been read, which differs between readers that received the lines in another
 * order.
 */
export function lineKey(cursor: string): string {
	return /^[^~]*~[^~]*~[^~.]*/.exec(cursor)?.[0] ?? cursor;
}

/**
 * Returns a short cursor of a line, for a URL. The read positions of the other services follow from
 * its time.
 */
export function loneCursor({ cursor, at }: { cursor: string; at: number }): string {
	// The cursor of a job's log contains nothing else.
	if (!cursor.includes('~') || /~t\.[0-9a-z]+$/.test(cursor)) return cursor;
	return `${lineKey(cursor)}~t.${(at * 1000).toString(36)}`;
}
