/**
 * The halves of a channel's stream: never more on the way than the other side has asked for.
 */
import type { Readable } from 'node:stream';
import { CHUNK, WINDOW } from './frames.ts';

export interface Outflow {
	/** The other side takes so many bytes more. */
	credit(bytes: number): void;
}

/**
 * The taking half: says what was taken, not piece by piece, since both sides wake up for each
 * telling. What is held back is less than a window, so the other side never waits for it.
 * @param send asks for so many bytes more
 * @returns to be called with what was taken, bytes
 */
export function createCredits(send: (bytes: number) => void): (bytes: number) => void {
	let taken = 0;
	return (bytes) => {
		taken += bytes;
		if (taken < CHUNK) return;
		const all = taken;
		taken = 0;
		send(all);
	};
}

/**
 * Sends what a stream gives, as far as there is credit.
 * @param send gets pieces of at most {@link CHUNK} bytes
 * @param end called once after the last piece, also where the stream was destroyed
 */
export function createOutflow(source: Readable, send: (piece: Buffer) => void, end: () => void): Outflow {
	let window = WINDOW;
	let over = false;
	const pump = () => {
		while (window > 0) {
			const chunk = source.read(Math.min(window, CHUNK, source.readableLength) || undefined) as Buffer | null;
			if (chunk === null) return;
			window -= chunk.length;
			for (let at = 0; at < chunk.length; at += CHUNK) send(chunk.subarray(at, at + CHUNK));
		}
	};
	const finish = () => {
		if (over) return;
		over = true;
		end();
	};
	source.on('readable', pump);
	source.once('end', finish);
	source.once('close', finish);
	return {
		credit(bytes) {
			window += bytes;
			pump();
		}
	};
}
