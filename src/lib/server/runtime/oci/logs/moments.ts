/**
 * Finds the position of a point in time in a log. Entries are ordered by time, except where the
 * clock was set back.
 */
import { createLineJoiner, timeOfEntry, timeOfGeneration } from './entries.ts';
import { sourcesIn, withFiles, type LogFile, type Source } from './files.ts';
import { timeOfCursor } from './cursor.ts';
import type { Position } from './read-lines.ts';

/** Bytes of one read. Every entry is shorter. */
const CHUNK = 64 * 1024;

/**
 * Returns the position before the first line of this time or later.
 * @param time milliseconds since the epoch
 * @returns null where the whole log is later
 */
export function positionAtTime(folder: string, source: Source, time: number): Promise<Position | null> {
	return withFiles(folder, source, null, async (files) => {
		const file = files.findLast(({ generation }) => timeOfGeneration(generation) < time);
		if (!file) return null;
		const near = await bisect(file, time);
		// A line may have begun earlier; the joiner drops the rest of such a line.
		const start = Math.max(0, near - CHUNK);
		const joiner = createLineJoiner(source.service, start > 0);
		const begin = { generation: file.generation, offset: start };
		let position: Position = { end: begin, resume: begin };
		for (let offset = start; offset < file.size;) {
			const taken = joiner.take(file.generation, offset, await read(file, offset));
			for (const line of joiner.lines()) {
				if (line.time >= time) return position;
				position = { end: line.end, resume: line.resume };
			}
			if (taken === 0) break;
			offset += taken;
		}
		return position;
	});
}

/** Returns an offset before the time and less than {@link CHUNK} bytes before its first entry. */
async function bisect(file: LogFile, time: number): Promise<number> {
	let before = 0;
	let behind = file.size;
	while (behind - before > CHUNK) {
		const middle = Math.floor((before + behind) / 2);
		const bytes = await read(file, middle);
		const found = timeOfEntry(bytes.subarray(bytes.indexOf(10) + 1));
		if (found === null || found >= time) behind = middle;
		else before = middle;
	}
	return before;
}

async function read({ handle, size }: LogFile, offset: number): Promise<Buffer> {
	const bytes = Buffer.allocUnsafe(Math.min(CHUNK, size - offset));
	const { bytesRead } = await handle.read(bytes, 0, bytes.length, offset);
	return bytes.subarray(0, bytesRead);
}

/** Returns the positions before the first lines of this time or later in all logs of a folder. */
export async function positionsAtTime(folder: string, time: number, service?: string): Promise<Map<string, Position>> {
	return addPositions(new Map(), folder, time, service);
}

/**
 * Completes a cursor's positions: logs that it does not name start at the cursor's time, where it
 * has one.
 */
export async function completed(
	positions: Map<string, Position>,
	cursor: string,
	folder: string,
	service?: string
): Promise<Map<string, Position>> {
	const time = timeOfCursor(cursor);
	return time === null ? positions : addPositions(positions, folder, time, service);
}

async function addPositions(
	positions: Map<string, Position>,
	folder: string,
	time: number,
	service?: string
): Promise<Map<string, Position>> {
	for (const source of await sourcesIn(folder, service)) {
		if (positions.has(source.id)) continue;
		const found = await positionAtTime(folder, source, time);
		if (found) positions.set(source.id, found);
	}
	return positions;
}
