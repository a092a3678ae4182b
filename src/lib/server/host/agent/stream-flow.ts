/** Flow control of a channel's stream: the sender never exceeds the receiver's credit. */
import type { Readable } from 'node:stream';
import { CHUNK, WINDOW } from './frames.ts';

export interface Outflow {
	/** The receiver accepts this many more bytes. */
	credit(bytes: number): void;
}

/**
 * The receiving half. Collects small amounts before it sends credit, because each credit frame
 * wakes both sides. It holds back less than a window, so the sender never waits for it.
 * @param send sends credit for this many bytes
 * @returns called with the number of bytes that were consumed
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
 * Sends a stream's data as far as there is credit.
 * @param send gets pieces of at most {@link CHUNK} bytes
 * @param end called once after the last piece, also when the stream was destroyed
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
