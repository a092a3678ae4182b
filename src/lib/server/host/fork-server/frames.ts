/** Frames of the fork server; `script.ts` describes their format. */

/** @throws RangeError for more than 4 GiB */
export function packFrame(items: readonly (string | number)[]): Buffer {
	const pieces = items.map((item) => Buffer.from(String(item)));
	const size = pieces.reduce((sum, piece) => sum + 4 + piece.length, 0);
	const frame = Buffer.allocUnsafe(4 + size);
	let at = frame.writeUInt32BE(size, 0);
	for (const piece of pieces) {
		at = frame.writeUInt32BE(piece.length, at);
		at += piece.copy(frame, at);
	}
	return frame;
}

/** Splits a stream of bytes into frames and calls `take` with the items of each. */
export function createFrameReader(take: (items: string[]) => void): (chunk: Buffer) => void {
	let waiting: Buffer[] = [];
	let size = 0;
	return (chunk) => {
		waiting.push(chunk);
		size += chunk.length;
		// The pieces of a large frame are joined only once.
		if (size < 4 || (waiting.length > 1 && size < 4 + lengthOf(waiting))) return;
		let rest = waiting.length === 1 ? waiting[0]! : Buffer.concat(waiting);
		while (rest.length >= 4 && rest.length >= 4 + rest.readUInt32BE(0)) {
			const end = 4 + rest.readUInt32BE(0);
			take(itemsOf(rest.subarray(4, end)));
			rest = rest.subarray(end);
		}
		waiting = rest.length > 0 ? [rest] : [];
		size = rest.length;
	};
}

function lengthOf(pieces: readonly Buffer[]): number {
	const [first] = pieces;
	return first!.length >= 4 ? first!.readUInt32BE(0) : Buffer.concat(pieces.slice(0, 4)).readUInt32BE(0);
}

function itemsOf(body: Buffer): string[] {
	const items: string[] = [];
	for (let at = 0; at < body.length;) {
		const end = at + 4 + body.readUInt32BE(at);
		items.push(body.toString('utf8', at + 4, end));
		at = end;
	}
	return items;
}
