/** The last bytes of an output, by their place in all of it. */
export interface Ring {
	/** Place behind the last byte. */
	readonly end: number;
	/** Place of the first byte that is still there. */
	readonly start: number;
	push(bytes: Buffer): void;
	/** What is there from a place on, up to so many bytes. */
	from(place: number, most: number): Buffer;
	/**
	 * Where to begin for somebody who knows nothing: behind the first end of a line, so that no
	 * letter or sequence of control characters is cut.
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
			// Many small ones would weigh more than what they hold.
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
