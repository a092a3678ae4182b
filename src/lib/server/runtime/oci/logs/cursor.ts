/**
 * Cursors: a position in all logs of a container, as text. Each log has three parts,
 * `source~generation~offset`. The log of the cursor's own line comes first; the others show how far
 * they had been delivered when this line was. So a reader continues from any line and receives each
 * other line once. Clients must treat cursors as opaque. All characters are unreserved in URLs (RFC
 * 3986, 2.3).
 *
 * A cursor from a search or in a link names its own log only and ends with `~t.<microseconds>`. The
 * positions in the other logs follow from that time.
 */
import { invalidCursor } from '../../../../contract/errors.ts';
import type { Place } from './entries.ts';
import type { Position } from './read-lines.ts';

/** Positions by source. A source without an entry is read from its beginning. */
export type Positions = ReadonlyMap<string, Position>;

/**
 * Formats a cursor.
 * @param first the source of the cursor's line; null for none
 */
export function formatCursor(positions: Positions, first: string | null): string {
	const parts: string[] = [];
	const own = first === null ? undefined : positions.get(first);
	if (first !== null && own) parts.push(formatPart(first, own));
	for (const [id, position] of positions) if (id !== first) parts.push(formatPart(id, position));
	return parts.join('~');
}

function formatPart(id: string, { end, resume }: Position): string {
	const back = resume.generation === end.generation && resume.offset === end.offset ? '' : `.${formatPlace(resume)}`;
	return `${id}~${end.generation}~${end.offset.toString(36)}${back}`;
}

const formatPlace = (place: Place) => `${place.generation}.${place.offset.toString(36)}`;

/** No offset matches this: after a dot in an offset, a hyphen follows. */
const TIME = /~t\.([0-9a-z]{1,12})$/;

/**
 * Formats a cursor that names only the log of its line.
 * @param time of the line, milliseconds since the epoch with a fraction
 */
export function formatLoneCursor(id: string, position: Position, time: number): string {
	return `${formatPart(id, position)}~t.${Math.round(time * 1000).toString(36)}`;
}

/** Position in time of the logs that a cursor does not name, milliseconds since the epoch. */
export function timeOfCursor(cursor: string): number | null {
	const time = TIME.exec(cursor)?.[1];
	return time === undefined ? null : parseInt(time, 36) / 1000;
}

/**
 * Parses a cursor. The empty cursor is before the first line.
 * @throws BoxError 422 `invalid-cursor`
 */
export function parseCursor(cursor: string): Map<string, Position> {
	const positions = new Map<string, Position>();
	if (cursor === '') return positions;
	const parts = cursor.replace(TIME, '').split('~');
	if (parts.length % 3 !== 0) throw invalidCursor();
	for (let i = 0; i < parts.length; i += 3) {
		const [id = '', generation = '', offsets = ''] = parts.slice(i, i + 3);
		const match = /^([0-9a-z]{1,10})(?:\.([0-9a-z-]+)\.([0-9a-z]{1,10}))?$/.exec(offsets);
		if (!/^-?[a-zA-Z0-9][a-zA-Z0-9_.-]{0,62}$/.test(id) || !/^[0-9a-z-]{1,40}$/.test(generation) || !match)
			throw invalidCursor();
		const end = { generation, offset: parseInt(match[1]!, 36) };
		const resume = match[2] ? { generation: match[2], offset: parseInt(match[3]!, 36) } : end;
		positions.set(id, { end, resume });
	}
	return positions;
}
