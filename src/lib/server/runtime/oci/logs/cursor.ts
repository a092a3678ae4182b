/**
 * Cursors: how far the logs of a container were read, as text. For each log three parts,
 * `source~generation~offset`; the log of the very line comes first, the others as far as they had
 * been given when this line was. So a reader goes on from any line and gets each other line once.
 * Programs must not look into it; letters are those that need no escaping in an address (RFC 3986,
 * 2.3).
 *
 * One that was found by a search, or that stands in a link, names its own log alone and ends with
 * `~t.<microseconds>`: how far the others are follows from the time.
 */
import { invalidCursor } from '../../../../contract/errors.ts';
import type { Place } from './entries.ts';
import type { Position } from './read-lines.ts';

/** Positions by source; a source that is not in it is read from its beginning. */
export type Positions = ReadonlyMap<string, Position>;

/**
 * Writes a cursor.
 * @param first the source of the line that it belongs to; null for none
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

/** No offset looks like it: behind a dot that stands in one, a hyphen follows. */
const TIME = /~t\.([0-9a-z]{1,12})$/;

/**
 * Writes a cursor that names the log of its line alone.
 * @param time of the line, milliseconds since the epoch with a fraction
 */
export function formatLoneCursor(id: string, position: Position, time: number): string {
	return `${formatPart(id, position)}~t.${Math.round(time * 1000).toString(36)}`;
}

/** Milliseconds since the epoch up to which a cursor reaches in logs that it does not name. */
export function timeOfCursor(cursor: string): number | null {
	const time = TIME.exec(cursor)?.[1];
	return time === undefined ? null : parseInt(time, 36) / 1000;
}

/**
 * Reads a cursor; the empty one stands before everything.
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
