/** The last bytes of an output, addressed by their offset in the whole output. */
export interface Ring {
	/** Offset after the last byte. */
	readonly end: number;
	/** Offset of the first byte that is still kept. */
	readonly start: number;
	push(bytes: Buffer): void;
	/** Returns kept bytes from an offset on, at most `most`. */
	from(place: number, most: number): Buffer;
	/**
	 * Start offset for a new viewer: after the first line end, so that no character or escape
	 * sequence is cut.
	 */
	fresh(): number;
}

const LINE_FEED = 0x0a;

/** @param capacity bytes that are kept */
export function createRing(capacity: number): Ring {
	let chunks: Buffer[] = [];
	let start = 0;
	let end = 0;
	return {
		get end() {
			return end;
		},
		get start() {
			return start;
		},
		push(bytes) {
			chunks.push(bytes);
			end += bytes.length;
			while (end - start > capacity) {
				const first = chunks[0]!;
				const over = end - start - capacity;
				if (first.length <= over) chunks.shift();
				else chunks[0] = first.subarray(over);
				start += Math.min(first.length, over);
			}
			// Many small chunks would need more memory than their contents.
			if (chunks.length > 512) chunks = [Buffer.concat(chunks)];
		},
		from(place, most) {
			const parts: Buffer[] = [];
			let at = start;
			let left = most;
			for (const chunk of chunks) {
				const skip = Math.max(0, place - at);
				if (skip < chunk.length && left > 0) {
					const part = chunk.subarray(skip, skip + left);
					parts.push(part);
					left -= part.length;
				}
				at += chunk.length;
			}
			return Buffer.concat(parts);
		},
		fresh() {
			if (start === 0) return 0;
			let at = start;
			for (const chunk of chunks) {
				const line = chunk.indexOf(LINE_FEED);
				if (line >= 0) return at + line + 1;
				at += chunk.length;
			}
			return start;
		}
	};
}
